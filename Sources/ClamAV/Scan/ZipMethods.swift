/// Looks for files in a zip archive that libclamav cannot decompress.
///
/// QUIRK: libclamav steps over them and calls the archive clean. 7-Zip makes and reads all of them, and so do newer
/// file managers.
enum ZipMethods {
    /// All methods that were ever numbered, but for those that libclamav decompresses: stored, implode, deflate,
    /// deflate64, bzip2. Other numbers are taken for four bytes that only happen to look like a header.
    private static let unreadable: Set<UInt16> = [1, 2, 3, 4, 5, 10, 14, 16, 18, 19, 20, 93, 94, 95, 96, 97, 98]

    /// The first compression method in the archive that libclamav does not know; nil if it knows all.
    ///
    /// Searches for local headers from start to end as libclamav's fallback does, whatever the central directory
    /// says, for that may lie. Encrypted files are left out: they are reported as such.
    ///
    /// - Complexity: O(n).
    ///
    /// Source: PKWARE APPNOTE §4.3.7 (local file header), §4.4.5 (methods).
    static func firstUnreadable(in archive: Span<UInt8>) -> UInt16? {
        var index = 0
        while index + 10 <= archive.count {
            if archive[index] != 0x50 || archive[index + 1] != 0x4B || archive[index + 2] != 3
                || archive[index + 3] != 4
            {
                index += 1
                continue
            }
            let isEncrypted = archive[index + 6] & 1 != 0
            let method = UInt16(archive[index + 8]) | UInt16(archive[index + 9]) << 8
            if !isEncrypted, unreadable.contains(method) { return method }
            index += 4
        }
        return nil
    }
}
