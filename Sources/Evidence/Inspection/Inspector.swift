public import Descriptors

/// What to do with a message handed to the worker.
public struct InspectionRequest: Hashable, Sendable {
    /// Whether to list what is in archives.
    public var lists: Bool
    /// Whether to run the virus scanner.
    public var scans: Bool
    /// Whether to give the text of each token, the part tree and its texts too.
    public var details: Bool
    /// Whether to give the text of each token, though not the rest of the details.
    public var tokenTexts: Bool
    /// When to give up; what is not there by then is `.unavailable`.
    public var deadline: ContinuousClock.Instant

    /// Makes a request.
    public init(
        lists: Bool = false, scans: Bool, details: Bool = false, tokenTexts: Bool = false,
        deadline: ContinuousClock.Instant
    ) {
        self.lists = lists
        self.scans = scans
        self.details = details
        self.tokenTexts = tokenTexts
        self.deadline = deadline
    }
}

/// What came back from the worker.
public struct Inspection: Hashable, Sendable {
    /// The reading; `.unavailable` if no child lived to give one.
    public var reading: Finding<Reading>
    /// What is in archives; `.notRun` if it was not asked for.
    public var archives: Finding<ArchiveListing>
    /// The scan; `.notRun` if none was asked for, or antivirus is switched off.
    public var scan: Finding<ScanResult>

    /// Makes an inspection.
    public init(
        reading: Finding<Reading>, archives: Finding<ArchiveListing> = .notRun, scan: Finding<ScanResult>
    ) {
        self.reading = reading
        self.archives = archives
        self.scan = scan
    }
}

/// Reads and scans messages: the pool of worker children.
public protocol Inspector: Sendable {
    /// Inspects a sealed content. Never throws: what could not be done is said in the result (law 10).
    func inspect(_ content: ContentFile, _ request: InspectionRequest) async -> Inspection
}
