/// All names that a zip has for its files.
///
/// Some programs read a zip by the directory at its end, others by the header before each file; and either may have a second
/// name, in Unicode.
enum ZipHeaders {
    /// A name, and where the header stands that has it.
    struct Name {
        let offset: Int
        let name: String
        /// Whether the file itself follows the header.
        let hasData: Bool
    }

    /// The names, in order.
    ///
    /// - Parameter most: How many headers are looked at.
    /// - Complexity: O(n).
    ///
    /// Source: PKWARE APPNOTE §4.3.7, §4.3.12, §4.6.9.
    static func names(in archive: Span<UInt8>, most: Int) -> [Name] {
        var found: [Name] = []
        var index = 0
        while index + 30 <= archive.count, found.count < most {
            guard archive[index] == 0x50, archive[index + 1] == 0x4B else {
                index += 1
                continue
            }
            switch (archive[index + 2], archive[index + 3]) {
            case (3, 4): note(in: archive, at: index, lengths: index + 26, name: index + 30, hasData: true, &found)
            case (1, 2): note(in: archive, at: index, lengths: index + 28, name: index + 46, hasData: false, &found)
            default: break
            }
            index += 2
        }
        return found
    }

    private static func note(
        in archive: Span<UInt8>, at offset: Int, lengths: Int, name start: Int, hasData: Bool, _ found: inout [Name]
    ) {
        let end = start + archive.littleEndian(at: lengths, 2)
        guard start < end, end <= archive.count else { return }
        found.append(Name(offset: offset, name: text(archive, start..<end), hasData: hasData))
        // Fields of a name and a length each.
        var field = end
        let last = min(end + archive.littleEndian(at: lengths + 2, 2), archive.count)
        while field + 4 <= last {
            let next = field + 4 + archive.littleEndian(at: field + 2, 2)
            guard next <= last else { return }
            // Behind a version and the check sum of the first name.
            if archive.littleEndian(at: field, 2) == 0x7075, next > field + 9 {
                found.append(Name(offset: offset, name: text(archive, field + 9..<next), hasData: false))
            }
            field = next
        }
    }

    private static func text(_ archive: Span<UInt8>, _ range: Range<Int>) -> String {
        archive.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
