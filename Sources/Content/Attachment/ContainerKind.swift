import Glibc

/// Whether a body holds other files, by its bytes and, where these say little, by its name.
public enum ContainerKind: Hashable, Sendable {
    /// An archive that our unpacker reads.
    case archive
    /// One file that is compressed.
    case compressed
    /// An archive or a compressed file by its name or some of its bytes: if the unpacker cannot read it, then it is none.
    case perhapsArchive
    /// Microsoft's compound file: Office documents before 2007, and what is encrypted since.
    case compoundFile
    /// ACE, of which only the names are read.
    case ace
    /// ARJ, of which only the names are read.
    case arj
    /// A container that nobody here looks into, and its name: `WIM`.
    case unreadable(String)

    /// Finds out; nil for what holds no files.
    ///
    /// - Parameter names: The names it has, if any.
    public init?(of body: Span<UInt8>, names: [String] = []) {
        if let known = Self(mediaType: MagicBytes.mediaType(of: body)) {
            self = known
        } else if Self.endsAsZip(body) || Self.isSelfExtracting(body) || Self.startOfRAR(in: body) != nil
            || Self.isLZMA(body) || names.contains(where: Self.isArchiveName)
        {
            self = .perhapsArchive
        } else {
            return nil
        }
    }

    /// What a type that ``MagicBytes`` gives is for certain; nil if it is none, or only perhaps.
    public init?(mediaType: String) {
        guard let kind = Self.types[mediaType] else { return nil }
        self = kind
    }

    private static let types: [String: ContainerKind] = [
        "application/zip": .archive, "application/vnd.rar": .archive, "application/x-7z-compressed": .archive,
        "application/x-tar": .archive, "application/vnd.ms-cab-compressed": .archive,
        "application/x-iso9660-image": .archive, "application/x-lzh-compressed": .archive,
        "application/x-xar": .archive, "application/x-cpio": .archive, "application/x-archive": .archive,
        "application/gzip": .compressed, "application/x-bzip2": .compressed, "application/x-xz": .compressed,
        "application/zstd": .compressed, "application/x-lz4": .compressed, "application/x-lzip": .compressed,
        "application/x-compress": .compressed, "application/x-ole-storage": .compoundFile,
        "application/x-ace-compressed": .ace, "application/x-arj": .arj, "application/x-ms-wim": .unreadable("WIM"),
        "application/x-udf-image": .unreadable("UDF"), "application/x-virtual-disk": .unreadable("virtual disk"),
        "application/x-squashfs-image": .unreadable("SquashFS"),
    ]

    /// Extensions of archives whose first bytes say nothing certain, or may be behind others.
    private static let extensions: [String] = [
        ".tar", ".lzma", ".tlz", ".cpio", ".zip", ".jar", ".rar", ".cab", ".iso", ".7z", ".gz", ".tgz", ".bz2", ".xz",
        ".txz", ".zst", ".lz", ".lz4", ".z", ".lzh", ".lha", ".xar", ".ar",
    ]

    private static func isArchiveName(_ name: String) -> Bool {
        let end = name.suffix(5).lowercased()
        return extensions.contains(where: end.hasSuffix)
    }

    /// Where a RAR archive begins that something stands before: programs that unpack RAR look for it in the first megabyte.
    ///
    /// - Complexity: O(1) in the body's size.
    public static func startOfRAR(in body: Span<UInt8>) -> Int? {
        body.withUnsafeBytes { bytes -> Int? in
            guard let start = bytes.baseAddress else { return nil }
            // Of the mark's bytes this one is the rarest in text.
            let (rare, place): (CInt, Int) = (0x1A, 4)
            let end = min(bytes.count, 1 << 20)
            var index = place
            while index < end, let hit = memchr(start + index, rare, end - index) {
                index = UnsafeRawPointer(hit) - start
                if bytes[(index - place)...].starts(with: markOfRAR) { return index - place }
                index += 1
            }
            return nil
        }
    }

    private static let markOfRAR: [UInt8] = [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07]

    /// Whether it may be what LZMA alone compressed, which has no mark: the usual properties, a usual size of the
    /// dictionary, and a size that is unknown or below a terabyte.
    ///
    /// Source: the LZMA SDK's lzma-specification, "The .lzma file format".
    private static func isLZMA(_ body: Span<UInt8>) -> Bool {
        guard body.count > 13, body[0] == 0x5D, body[1] == 0, body[2] == 0 else { return false }
        let isSizeUnknown = (5..<13).allSatisfy { body[$0] == 0xFF }
        return isSizeUnknown || (10..<13).allSatisfy { body[$0] == 0 }
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
