/// One part of a message that is not its text, by name and type. Names are data, never paths.
public struct Attachment: Hashable, Sendable {
    /// Every name a mail program might show, decoded; empty if it has none.
    public let names: [String]
    /// The media type it declares, lower case.
    public let declaredType: String
    /// The media type its first bytes say; empty where they say nothing.
    public let detectedType: String
    /// Decoded size in bytes.
    public let byteCount: Int
    /// The SHA-256 of its decoded bytes, 32 bytes; empty where details were not asked for.
    public let sha256: [UInt8]

    /// Makes an attachment's description.
    public init(
        names: [String], declaredType: String, detectedType: String, byteCount: Int, sha256: [UInt8] = []
    ) {
        self.names = names
        self.declaredType = declaredType
        self.detectedType = detectedType
        self.byteCount = byteCount
        self.sha256 = sha256
    }

    /// Its first name, or in brackets its type. It holds what the sender wrote.
    public var shownName: String {
        if let name = names.first { return name }
        let type = detectedType.isEmpty ? declaredType : detectedType
        return type.isEmpty ? "(no name)" : "(\(type))"
    }
}
