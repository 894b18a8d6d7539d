/// The files that an ACE archive names, which nothing here unpacks.
enum ACEHeaders {
    /// What stands before each file, in order, as far as the headers hang together.
    ///
    /// - Parameter most: How many are looked at.
    /// - Complexity: O(n).
    ///
    /// Source: acefile's description of the format, versions 1 and 2.
    static func entries(in archive: Span<UInt8>, most: Int) -> [ArchiveStream.Entry] {
        var entries: [ArchiveStream.Entry] = []
        var start = 0
        while entries.count < most, start + 7 <= archive.count {
            // The check sum and the size do not count themselves.
            let size = archive.littleEndian(at: start + 2, 2)
            guard size >= 3, start + 4 + size <= archive.count else { break }
            let header = archive.extracting(start + 4..<start + 4 + size)
            let flags = header.littleEndian(at: 1, 2)
            let isFile = header[0] == 1 || header[0] == 3
            // Of sizes of eight bytes seven are enough.
            let sizeBytes = header[0] != 0 && flags & 4 != 0 ? 8 : 4
            let dataBytes = flags & 1 != 0 ? header.littleEndian(at: 3, min(sizeBytes, 7)) : 0
            if isFile {
                let name = 3 + 2 * sizeBytes + 20
                let end = min(name + header.littleEndian(at: name - 2, 2), size)
                let bytes = (min(name, end)..<end).map { header[$0] }
                entries.append(
                    ArchiveStream.Entry(
                        name: String(decoding: bytes, as: UTF8.self),
                        byteCount: header.littleEndian(at: 3 + sizeBytes, min(sizeBytes, 7)),
                        isEncrypted: flags & 0x4000 != 0, isFile: true))
            }
            guard dataBytes <= archive.count - start - 4 - size else { break }
            start += 4 + size + dataBytes
        }
        return entries
    }
}
