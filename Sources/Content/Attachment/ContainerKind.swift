/// Whether a body holds other files, by its bytes and, where these say little, by its name.
public enum ContainerKind: Hashable, Sendable {
    /// An archive or a compressed file that our unpacker reads.
    case archive
    /// An archive by its name only: if the unpacker cannot read it, then it is none.
    case archiveByName
    /// Microsoft's compound file: Office documents before 2007, and what is encrypted since.
    case compoundFile
    /// ACE, of which only the names are read.
    case ace
    /// ARJ, of which only the names are read.
    case arj

    /// Finds out; nil for what holds no files.
    ///
    /// - Parameter names: The names it has, if any.
    public init?(of body: Span<UInt8>, names: [String] = []) {
        if let known = Self.types[MagicBytes.mediaType(of: body)] {
            self = known
        } else if Self.endsAsZip(body) || Self.isSelfExtracting(body) {
            self = .archive
        } else if names.contains(where: Self.isArchiveName) {
            self = .archiveByName
        } else {
            return nil
        }
    }

    /// Whether a type that ``MagicBytes`` gives is that of an archive: if the unpacker cannot read one, it is broken.
    public static func isArchive(mediaType: String) -> Bool { types[mediaType] == .archive }

    private static let types: [String: ContainerKind] = [
        "application/zip": .archive, "application/gzip": .archive, "application/x-bzip2": .archive,
        "application/x-xz": .archive, "application/zstd": .archive, "application/x-lz4": .archive,
        "application/x-lzip": .archive, "application/x-compress": .archive, "application/vnd.rar": .archive,
        "application/x-7z-compressed": .archive, "application/x-tar": .archive,
        "application/vnd.ms-cab-compressed": .archive, "application/x-iso9660-image": .archive,
        "application/x-lzh-compressed": .archive, "application/x-xar": .archive, "application/x-cpio": .archive,
        "application/x-archive": .archive, "application/x-ole-storage": .compoundFile,
        "application/x-ace-compressed": .ace, "application/x-arj": .arj,
    ]

    /// Extensions of archives whose first bytes say nothing certain.
    private static let extensions: [String] = [
        ".tar", ".lzma", ".tlz", ".cpio", ".zip", ".jar", ".rar", ".cab", ".iso",
    ]

    private static func isArchiveName(_ name: String) -> Bool {
        let end = name.suffix(5).lowercased()
        return extensions.contains(where: end.hasSuffix)
    }

    /// Whether it ends as a zip archive, behind which a comment of at most 65,535 bytes may stand: whatever is in front, for
    /// example a picture, file managers open it.
    ///
    /// Source: PKWARE APPNOTE §4.3.16.
    public static func endsAsZip(_ body: Span<UInt8>) -> Bool {
        guard body.count >= 22 else { return false }
        var index = body.count - 22
        let first = max(0, index - 65_535)
        while index >= first {
            if body[index] == 0x50, body[index + 1] == 0x4B, body[index + 2] == 5, body[index + 3] == 6 { return true }
            index -= 1
        }
        return false
    }

    /// A program may unpack itself: RAR and 7z behind its code are found by who reads them.
    private static func isSelfExtracting(_ body: Span<UInt8>) -> Bool {
        MagicBytes.mediaType(of: body) == "application/x-dosexec"
    }
}
