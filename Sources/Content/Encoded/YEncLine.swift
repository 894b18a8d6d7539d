import MIME

/// A keyword line of yEnc: `=ybegin part=1 line=128 size=123 name=a b.bin`.
///
/// Source: the yEnc draft 1.3.
struct YEncLine {
    /// The first value of each keyword; nil where it stands not, or is no number below 2⁴⁸.
    private(set) var size: Int?
    private(set) var lineLength: Int?
    private(set) var part: Int?
    private(set) var total: Int?
    private(set) var begin: Int?
    private(set) var end: Int?
    private(set) var checksum: UInt32?
    private(set) var partChecksum: UInt32?
    /// What stands behind `name=` to the line's end; empty if nothing does.
    private(set) var name: [UInt8] = []

    /// Reads the keywords of a line.
    ///
    /// - Complexity: O(length of the line).
    init(_ line: TextLine, in text: Span<UInt8>) {
        var index = line.start
        // The first word is the line's own.
        while index < line.end, text[index] != 0x20 { index += 1 }
        while index < line.end {
            if text[index] == 0x20 {
                index += 1
                continue
            }
            var equals = index
            while equals < line.end, text[equals] != 0x3D, text[equals] != 0x20 { equals += 1 }
            let key = text.extracting(index..<min(equals, index + 8))
            if Self.isEqual(key, Self.name) {
                var end = line.end
                while end > equals + 1, text[end - 1] <= 0x20 { end -= 1 }
                name = Array(copying: text.extracting(min(equals + 1, end)..<end), limit: 1_024)
                return
            }
            var end = equals
            while end < line.end, text[end] != 0x20 { end += 1 }
            take(key, text.extracting(min(equals + 1, end)..<end))
            index = end
        }
    }

    private mutating func take(_ key: Span<UInt8>, _ value: Span<UInt8>) {
        let number = Self.number(value, base: 10).map { Int($0) }
        switch Self.keywords.firstIndex(where: { Self.isEqual(key, $0) }) {
        case 0: size = size ?? number
        case 1: lineLength = lineLength ?? number
        case 2: part = part ?? number
        case 3: total = total ?? number
        case 4: begin = begin ?? number
        case 5: end = end ?? number
        case 6: checksum = checksum ?? Self.checksum(value)
        case 7: partChecksum = partChecksum ?? Self.checksum(value)
        default: break
        }
    }

    private static func checksum(_ digits: Span<UInt8>) -> UInt32? {
        number(digits, base: 16).map { UInt32(truncatingIfNeeded: $0) }
    }

    private static func number(_ digits: Span<UInt8>, base: UInt64) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for index in 0..<digits.count {
            let digit: UInt8
            switch digits[index] {
            case 0x30...0x39: digit = digits[index] - 0x30
            case 0x41...0x46 where base == 16: digit = digits[index] - 0x37
            case 0x61...0x66 where base == 16: digit = digits[index] - 0x57
            default: return nil
            }
            value = value * base + UInt64(digit)
            guard value < 1 << 48 else { return nil }
        }
        return value
    }

    private static func isEqual(_ bytes: Span<UInt8>, _ word: [UInt8]) -> Bool {
        bytes.count == word.count && word.indices.allSatisfy { bytes[$0] | 0x20 == word[$0] | 0x20 }
    }

    private static let name = Array("name".utf8)
    private static let keywords = ["size", "line", "part", "total", "begin", "end", "crc32", "pcrc32"].map {
        Array($0.utf8)
    }
}
