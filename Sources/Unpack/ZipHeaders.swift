/// Finds files in a zip that its directory keeps quiet about.
///
/// Some programs read a zip by the directory at its end, others by the header before each file.
enum ZipHeaders {
    /// The name of each local header, with where it stands, in order.
    ///
    /// - Parameter most: How many are looked at.
    /// - Complexity: O(n).
    ///
    /// Source: PKWARE APPNOTE §4.3.7.
    static func names(in archive: Span<UInt8>, most: Int) -> [(offset: Int, name: String)] {
        var found: [(offset: Int, name: String)] = []
        var index = 0
        while index + 30 <= archive.count, found.count < most {
            guard archive[index] == 0x50, archive[index + 1] == 0x4B, archive[index + 2] == 3, archive[index + 3] == 4
            else {
                index += 1
                continue
            }
            let length = archive.littleEndian(at: index + 26, 2)
            if length > 0, index + 30 + length <= archive.count {
                let name = archive.extracting(index + 30..<index + 30 + length)
                found.append((index, name.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }))
            }
            index += 4
        }
        return found
    }
}
