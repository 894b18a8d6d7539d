/// All that is known of one message when it is judged: one immutable value (law 9).
public struct Findings: Sendable, Hashable {
    /// What the worker read.
    public let reading: Finding<Reading>
    /// What is in archives.
    public let archives: Finding<ArchiveListing>
    /// What the virus scanner said.
    public let scan: Finding<ScanResult>
    /// What the classifier says.
    public let bayes: Finding<BayesScore>
    /// What it says for recipients for whom something was learned alone, by their places in the envelope.
    public let ownBayes: [Int: BayesScore]
    /// Octets replaced under law 4 as the content came in.
    public let replacedOctets: Int
    /// The size of the content in bytes.
    public let byteCount: Int

    /// Makes the findings of one message.
    public init(
        reading: Finding<Reading>, archives: Finding<ArchiveListing> = .notRun, scan: Finding<ScanResult>,
        bayes: Finding<BayesScore>,
        ownBayes: [Int: BayesScore] = [:], replacedOctets: Int, byteCount: Int
    ) {
        self.reading = reading
        self.archives = archives
        self.scan = scan
        self.bayes = bayes
        self.ownBayes = ownBayes
        self.replacedOctets = replacedOctets
        self.byteCount = byteCount
    }
}
