/// What the daemon asks of a child: one packet, the content's descriptor beside it, and after it the answer file's;
/// a third, where a clamd is to scan, is a socket that is connected to it.
public struct ChildRequest: Hashable, Sendable {
    /// Whether to give a reading.
    public var reads: Bool
    /// Whether to list what is in archives; the listing comes second.
    public var lists: Bool
    /// Whether to scan for viruses; the scan comes last.
    public var scans: Bool
    /// Whether the reading holds the text of each token, the part tree and its texts.
    public var details: Bool
    /// Whether it holds the text of each token without the rest of the details.
    public var tokenTexts: Bool
    /// Who scans, by its place in ``AntivirusSettings/engines``.
    public var engine: Int
    /// After how many milliseconds a clamd counts as one that does not answer; from when the request was taken up.
    public var scanMilliseconds: Int

    /// Makes a request.
    public init(
        reads: Bool, lists: Bool, scans: Bool, details: Bool, tokenTexts: Bool, engine: Int = 0,
        scanMilliseconds: Int = 0
    ) {
        self.reads = reads
        self.lists = lists
        self.scans = scans
        self.details = details
        self.tokenTexts = tokenTexts
        self.engine = engine
        self.scanMilliseconds = scanMilliseconds
    }
}

extension ChildRequest: WireValue {
    /// Reads a request.
    public init(from reader: inout WireReader) throws(WireError) {
        let reads = try reader.readBool()
        let lists = try reader.readBool()
        let scans = try reader.readBool()
        let details = try reader.readBool()
        let tokenTexts = try reader.readBool()
        let engine = try reader.readCount()
        self.init(
            reads: reads, lists: lists, scans: scans, details: details, tokenTexts: tokenTexts, engine: engine,
            scanMilliseconds: try reader.readCount())
    }

    /// Appends a request.
    public func write(to writer: inout WireWriter) {
        writer.write(reads)
        writer.write(lists)
        writer.write(scans)
        writer.write(details)
        writer.write(tokenTexts)
        writer.write(engine)
        writer.write(scanMilliseconds)
    }
}
