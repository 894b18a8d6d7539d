/// Looks for the sizes that a zip archive gives for its files.
///
/// QUIRK: libclamav cuts a file in a zip at the file limit and calls it clean, without the heuristic that it has for
/// each other kind of archive.
enum ZipSizes {
    /// The methods that libclamav decompresses: stored, implode, deflate, deflate64, bzip2. With another number four
    /// bytes only happen to look like a header, or ``ZipMethods`` finds it.
    private static let readable: Set<Int> = [0, 6, 8, 9, 12]

    /// The largest size that a header in the archive gives for a file, unpacked; 0 if there is none.
    ///
    /// Searches for headers from start to end, local ones and those of the central directory, for the local one may leave
    /// the size out. 2³² − 1, which stands for a size that is given elsewhere (Zip64), counts as it stands.
    ///
    /// - Complexity: O(n).
    ///
    /// Source: PKWARE APPNOTE §4.3.7 (local file header), §4.3.12 (central directory).
    static func largest(in archive: borrowing Span<UInt8>) -> Int {
        var largest = 0
        var index = 0
        while index + 28 <= archive.count {
            guard archive[index] == 0x50, archive[index + 1] == 0x4B else {
                index += 1
                continue
            }
            switch (archive[index + 2], archive[index + 3]) {
            case (3, 4) where readable.contains(number(at: index + 8, bytes: 2, in: archive)):
                largest = max(largest, number(at: index + 22, bytes: 4, in: archive))
            case (1, 2) where readable.contains(number(at: index + 10, bytes: 2, in: archive)):
                largest = max(largest, number(at: index + 24, bytes: 4, in: archive))
            default: break
            }
            index += 2
        }
        return largest
    }

    private static func number(at index: Int, bytes: Int, in archive: borrowing Span<UInt8>) -> Int {
        (0..<bytes).reduce(0) { $0 | Int(archive[index + $1]) << (8 * $1) }
    }
}
