/// windows-1252, by hand: the commonest charset after UTF-8, and the last guess for every text that is not that.
enum Windows1252 {
    /// What 0x80 to 0x9F stand for; the five free places are U+FFFD.
    private static let specials: [UInt32] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
        0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0xFFFD, 0x017E, 0x0178,
    ]

    /// Appends the bytes as UTF-8 until `text` has `limit` bytes.
    ///
    /// - Returns: whether none of them fell on a free place.
    /// - Complexity: O(n).
    @discardableResult
    static func append(_ bytes: Span<UInt8>, to text: inout [UInt8], limit: Int) -> Bool {
        var valid = true
        for index in bytes.indices {
            if text.count >= limit { break }
            let byte = bytes[index]
            switch byte {
            case 0x00...0x7F:
                text.append(byte)
            case 0x80...0x9F:
                let scalar = specials[Int(byte) - 0x80]
                if scalar == 0xFFFD { valid = false }
                UTF8Text.append(scalar, to: &text)
            default:
                UTF8Text.append(UInt32(byte), to: &text)
            }
        }
        return valid
    }
}
