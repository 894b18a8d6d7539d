/// One file in an archive that a message carries, by name and type. Names are data, never paths.
public struct ArchiveMember: Hashable, Sendable {
    /// The outermost archive, by its place in ``Reading/attachments``; nil where it is not listed there.
    public var attachment: Int?
    /// The archive it is in, by its place in ``ArchiveListing/members``; nil where that is the outermost one.
    public var parent: Int?
    /// Its name in the archive with the folders above it, as UTF-8; empty for what an archive hides that encrypts its
    /// names too.
    public var name: String
    /// The media type its first bytes say; empty where they say nothing or could not be read.
    public var detectedType: String
    /// Its size in bytes, as the archive announces it; 0 where it does not.
    public var byteCount: Int
    /// Whether it cannot be read without a password.
    public var isEncrypted: Bool

    /// Makes a member's description.
    public init(
        attachment: Int? = nil, parent: Int? = nil, name: String, detectedType: String = "", byteCount: Int = 0,
        isEncrypted: Bool = false
    ) {
        self.attachment = attachment
        self.parent = parent
        self.name = name
        self.detectedType = detectedType
        self.byteCount = byteCount
        self.isEncrypted = isEncrypted
    }

    /// Its name, or in brackets what is known instead.
    var shownName: String { name.isEmpty ? "(no name)" : name }
}
