/// Looks for the sizes that a zip archive gives for its files.
///
/// QUIRK: libclamav cuts a file in a zip at the file limit and calls it clean, without the heuristic that it has for
/// each other kind of archive.
enum ZipSizes {
    /// The largest size that a header in the archive gives for a file, unpacked; 0 if there is none.
    ///
    /// Searches for headers from start to end, local ones and those of the central directory, for either may lie, and
    /// the local one may leave the size out. 2³² − 1, which stands for a size that is given elsewhere (Zip64), counts
    /// as it stands.
    ///
    /// - Complexity: O(n).
    ///
    /// Source: PKWARE APPNOTE §4.3.7 (local file header), §4.3.12 (central directory).
    static func largest(in archive: borrowing Span<UInt8>) -> Int {
        var largest = 0
        var index = 0
        while index + 4 <= archive.count {
            guard archive[index] == 0x50, archive[index + 1] == 0x4B else {
                index += 1
                continue
            }
            let size: Int? =
                switch (archive[index + 2], archive[index + 3]) {
                case (3, 4): number(at: index + 22, in: archive)
                case (1, 2): number(at: index + 24, in: archive)
                default: nil
                }
            largest = max(largest, size ?? 0)
            index += 2
        }
        return largest
    }

    /// A number of 32 bits; nil behind the end.
    private static func number(at index: Int, in archive: borrowing Span<UInt8>) -> Int? {
        guard index + 4 <= archive.count else { return nil }
        return (0..<4).reduce(0) { $0 | Int(archive[index + $1]) << (8 * $1) }
    }
}
