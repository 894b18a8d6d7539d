/// What the daemon asks of a child: one packet, the content's descriptor beside it, and after it the answer file's.
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

    /// Makes a request.
    public init(reads: Bool, lists: Bool, scans: Bool, details: Bool, tokenTexts: Bool) {
        self.reads = reads
        self.lists = lists
        self.scans = scans
        self.details = details
        self.tokenTexts = tokenTexts
    }
}

extension ChildRequest: WireValue {
    /// Reads a request.
    public init(from reader: inout WireReader) throws(WireError) {
        let reads = try reader.readBool()
        let lists = try reader.readBool()
        let scans = try reader.readBool()
        let details = try reader.readBool()
        self.init(reads: reads, lists: lists, scans: scans, details: details, tokenTexts: try reader.readBool())
    }

    /// Appends a request.
    public func write(to writer: inout WireWriter) {
        writer.write(reads)
        writer.write(lists)
        writer.write(scans)
        writer.write(details)
        writer.write(tokenTexts)
    }
}
