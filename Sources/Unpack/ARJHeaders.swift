/// The files that an ARJ archive names, which nothing here unpacks.
enum ARJHeaders {
    /// What stands before each file, in order, as far as the headers hang together.
    ///
    /// - Parameter most: How many are looked at.
    /// - Complexity: O(n).
    ///
    /// Source: ARJ's TECHNOTE, "Structure of archive block".
    static func entries(in archive: Span<UInt8>, most: Int) -> [ArchiveStream.Entry] {
        var entries: [ArchiveStream.Entry] = []
        var start = 0
        var isFirst = true
        while entries.count < most, archive.littleEndian(at: start, 2) == 0xEA60 {
            let size = archive.littleEndian(at: start + 2, 2)
            let header = start + 4
            // A header without a size is the archive's end.
            guard size >= fixedBytes, header + size <= archive.count else { break }
            start = header + size + 4
            while case let more = archive.littleEndian(at: start, 2), more > 0 { start += 2 + more + 4 }
            start += 2
            // The first header is the archive's own.
            guard !isFirst else {
                isFirst = false
                continue
            }
            start += archive.littleEndian(at: header + 12, 4)
            let fileType = archive[header + 6]
            let name = header + min(Int(archive[header]), size)..<header + size
            entries.append(
                ArchiveStream.Entry(
                    name: text(archive.extracting(name)), byteCount: archive.littleEndian(at: header + 16, 4),
                    isEncrypted: archive[header + 4] & 1 != 0, isFile: fileType != 3))
        }
        return entries
    }

    private static let fixedBytes = 30

    /// What stands before the first NUL.
    private static func text(_ bytes: Span<UInt8>) -> String {
        String(decoding: bytes.indices.prefix { bytes[$0] != 0 }.map { bytes[$0] }, as: UTF8.self)
    }
}
