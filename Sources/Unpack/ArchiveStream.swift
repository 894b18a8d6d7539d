import CLibArchive
import Content
import Glibc

/// libarchive over one archive in memory: its entries one after another.
///
/// Reads every format and compression of libarchive that is an archive of files, but none for which it would start a
/// program, and none that takes any text for an archive (mtree).
final class ArchiveStream {
    /// What comes next.
    enum Step {
        case entry(Entry)
        case end
        /// Names and contents cannot be read without a password.
        case encrypted
        /// The archive is damaged, or of a kind that libarchive knows and cannot read.
        case broken
    }

    /// What the archive says of a file.
    struct Entry {
        /// With the folders above it, as UTF-8; empty where the archive names none.
        let name: String
        /// The size it announces; 0 where it announces none.
        let byteCount: Int
        let isEncrypted: Bool
        /// Whether it may have contents: anything but a folder and a link, whatever it is called; sockets and devices are
        /// files to programs that do not know them.
        let isFile: Bool
        /// Whether it is a symbolic link, a device or the like. In a zip these have contents too, which are a file to Windows.
        var isSpecial = false
    }

    private let archive: OpaquePointer
    /// Whether there is a directory, so that libarchive can go from file to file of a zip without unpacking them.
    private let hasDirectory: Bool
    private let isOpen: Bool

    /// What the bytes are taken for.
    enum Kind {
        /// Whatever archive fits best.
        case any
        /// A zip by its directory, whatever stands in front.
        case zip
        /// A RAR archive.
        case rar
        /// A disk image, by the names that Windows reads.
        case imageOnWindows
        /// A zip without its directory: what counts are the headers before its files.
        case zipHeaders
        /// One file that is only compressed, whatever is in it.
        case compressedFile
    }

    /// Opens an archive; nil where libarchive has no memory.
    ///
    /// - Parameter bytes: must live as long as the stream.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, as kind: Kind = .any) {
        guard let archive = archive_read_new() else { return nil }
        self.archive = archive
        hasDirectory = kind != .zipHeaders && ContainerKind.endsAsZip(bytes.span)
        switch kind {
        case .any: for support in Self.formats { _ = support(archive) }
        case .zip: archive_read_support_format_zip_seekable(archive)
        case .rar:
            archive_read_support_format_rar(archive)
            archive_read_support_format_rar5(archive)
        case .imageOnWindows:
            archive_read_support_format_iso9660(archive)
            archive_read_set_format_option(archive, "iso9660", "rockridge", nil)
        case .zipHeaders: archive_read_support_format_zip_streamable(archive)
        case .compressedFile:
            for support in Self.filters + [archive_read_support_format_raw, archive_read_support_format_empty] {
                _ = support(archive)
            }
        }
        // Other programs unpack what has a wrong checksum.
        archive_read_set_format_option(archive, "zip", "ignorecrc32", "1")
        isOpen = archive_read_open_memory(archive, bytes.baseAddress, bytes.count) == ARCHIVE_OK
    }

    deinit {
        archive_read_free(archive)
    }

    private typealias Support = @convention(c) (OpaquePointer?) -> Int32

    private static let filters: [Support] = [
        archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_compress,
        archive_read_support_filter_lzma, archive_read_support_filter_xz, archive_read_support_filter_lzip,
        archive_read_support_filter_zstd, archive_read_support_filter_lz4,
    ]
    private static let formats: [Support] = [
        archive_read_support_format_zip, archive_read_support_format_7zip, archive_read_support_format_rar,
        archive_read_support_format_rar5, archive_read_support_format_tar, archive_read_support_format_cab,
        archive_read_support_format_iso9660, archive_read_support_format_lha, archive_read_support_format_xar,
        archive_read_support_format_cpio, archive_read_support_format_ar, archive_read_support_format_empty,
    ]

    /// The next entry; what was left of the one before is passed over.
    func next() -> Step {
        // QUIRK: asked anything more, an archive of no known kind crashes.
        guard isOpen else { return .broken }
        var found: OpaquePointer?
        let code = archive_read_next_header(archive, &found)
        if code == ARCHIVE_EOF { return .end }
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let found else {
            return isLocked ? .encrypted : .broken
        }
        // Anything is a raw file to libarchive.
        if isRaw, !isCompressed { return .broken }
        let byteCount = max(0, Int(archive_entry_size(found)))
        let type = archive_entry_filetype(found) & S_IFMT
        // QUIRK: of ar's files no type is known.
        let isSpecial = ![S_IFREG, S_IFDIR, 0].contains(type)
        return .entry(
            Entry(
                name: isRaw ? "" : Self.name(of: found), byteCount: byteCount,
                isEncrypted: archive_entry_is_encrypted(found) != 0,
                isFile: type != S_IFLNK && type != S_IFDIR && (archive_entry_hardlink(found) == nil || byteCount > 0),
                isSpecial: isSpecial))
    }

    /// Reads on in the entry, until `count` bytes are appended or it ends.
    ///
    /// - Returns: false if the contents cannot be read.
    func read(_ count: Int, into bytes: inout [UInt8]) -> Bool {
        let end = bytes.count + count
        return withUnsafeTemporaryAllocation(byteCount: Self.blockBytes, alignment: 1) { block in
            while bytes.count < end {
                let got = archive_read_data(archive, block.baseAddress, min(end - bytes.count, block.count))
                guard got > 0 else { return got == 0 }
                bytes.append(contentsOf: block[..<got])
            }
            return true
        }
    }

    /// Passes over at most a block of the entry's contents.
    ///
    /// - Returns: how many bytes; 0 at its end, -1 if they cannot be read.
    func pass(_ block: UnsafeMutableRawBufferPointer) -> Int {
        archive_read_data(archive, block.baseAddress, block.count)
    }

    static let blockBytes = 65_536

    /// One file that is only compressed, without a name.
    var isRaw: Bool { archive_format(archive) == ARCHIVE_FORMAT_RAW }

    /// Whether it is compressed as a whole, as by gzip.
    var isCompressed: Bool { archive_filter_count(archive) > 1 }

    /// The archive's format, known once an entry was read: `ARCHIVE_FORMAT_ZIP` and its like.
    private var format: Int32 { archive_format(archive) & ARCHIVE_FORMAT_BASE_MASK }

    /// Whether it was read as a zip.
    var isZip: Bool { format == ARCHIVE_FORMAT_ZIP }
    /// Whether it was read as a disk image.
    var isImage: Bool { format == ARCHIVE_FORMAT_ISO9660 }
    /// Whether it was read as RAR.
    var isRAR: Bool { format == ARCHIVE_FORMAT_RAR || format == ARCHIVE_FORMAT_RAR_V5 }

    /// Whether passing over a file costs as much as reading it: of all but a zip with its directory.
    var isSequential: Bool { isCompressed || !hasDirectory || !isZip }

    /// Whether libclamav, which scans the archive too, finds nothing in it though it is full: of these it knows nothing.
    var isForeignToScanner: Bool {
        if format == ARCHIVE_FORMAT_AR || format == ARCHIVE_FORMAT_LHA { return true }
        return (0..<archive_filter_count(archive)).contains { index in
            Self.foreignFilters.contains(archive_filter_code(archive, index))
        }
    }

    private static let foreignFilters: Set<Int32> = [
        ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_LZ4, ARCHIVE_FILTER_LZIP, ARCHIVE_FILTER_LZMA, ARCHIVE_FILTER_COMPRESS,
    ]

    /// Whether a password keeps the rest shut: some formats say so, of others only the message does.
    private var isLocked: Bool {
        if archive_read_has_encrypted_entries(archive) > 0 { return true }
        guard let message = archive_error_string(archive) else { return false }
        return strstr(message, "ncrypt") != nil
    }

    /// QUIRK: libarchive gives no name where it cannot write it in the locale's charset; some names it has in one form
    /// only.
    private static func name(of entry: OpaquePointer) -> String {
        guard let name = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry) else { return "" }
        return String(cString: name)
    }
}
