/// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing over U+10FFFF.
enum UTF8Text {
    /// Whether the bytes are valid throughout.
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            if bytes[index] < 0x80 {
                index += 1
                continue
            }
            let length = sequenceLength(bytes, index)
            if length <= 0 { return false }
            index += length
        }
        return true
    }

    /// Appends the bytes until `text` has `limit` bytes, with U+FFFD for each invalid piece and without a byte order
    /// mark in front.
    ///
    /// - Returns: whether all was valid.
    /// - Complexity: O(n).
    @discardableResult
    static func append(_ bytes: Span<UInt8>, to text: inout [UInt8], limit: Int) -> Bool {
        let end = bytes.count
        var valid = true
        var index = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
        var start = index
        while index < end {
            if bytes[index] < 0x80 {
                index += 1
                continue
            }
            let length = sequenceLength(bytes, index)
            if length > 0 {
                index += length
                continue
            }
            valid = false
            append(bytes, start..<index, to: &text, limit: limit)
            if text.count >= limit { return valid }
            appendReplacement(to: &text)
            index -= length
            start = index
        }
        append(bytes, start..<end, to: &text, limit: limit)
        return valid
    }

    /// Appends U+FFFD.
    static func appendReplacement(to text: inout [UInt8]) {
        text.append(0xEF)
        text.append(0xBF)
        text.append(0xBD)
    }

    /// Appends a scalar.
    static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        switch scalar {
        case 0..<0x80:
            text.append(UInt8(truncatingIfNeeded: scalar))
        case 0x80..<0x800:
            text.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        case 0x800..<0x1_0000:
            text.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        default:
            text.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18 & 0x07))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            text.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }

    /// The scalar at `index` and its length; an invalid byte is U+FFFD of length 1.
    static func scalar(_ bytes: Span<UInt8>, at index: Int) -> (value: UInt32, length: Int) {
        let lead = UInt32(bytes[index])
        if lead < 0x80 { return (lead, 1) }
        switch sequenceLength(bytes, index) {
        case 2: return ((lead & 0x1F) << 6 | tail(bytes, index + 1), 2)
        case 3: return ((lead & 0x0F) << 12 | tail(bytes, index + 1) << 6 | tail(bytes, index + 2), 3)
        case 4:
            let high = (lead & 0x07) << 18 | tail(bytes, index + 1) << 12
            return (high | tail(bytes, index + 2) << 6 | tail(bytes, index + 3), 4)
        default: return (0xFFFD, 1)
        }
    }

    /// The greatest count ≤ `limit` that does not cut a sequence of valid UTF-8.
    static func prefixLength(_ bytes: Span<UInt8>, limit: Int) -> Int {
        guard bytes.count > limit else { return bytes.count }
        var end = max(limit, 0)
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    private static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to text: inout [UInt8], limit: Int) {
        let room = max(limit - text.count, 0)
        let piece = bytes.extracting(range)
        let count = prefixLength(piece, limit: room)
        piece.withUnsafeBufferPointer { text.append(contentsOf: $0[..<count]) }
    }

    private static func tail(_ bytes: Span<UInt8>, _ index: Int) -> UInt32 { UInt32(bytes[index] & 0x3F) }

    /// The length of the valid sequence at `index`, or minus the length of the maximal invalid piece
    /// (Unicode §3.9, "maximal subpart").
    private static func sequenceLength(_ bytes: Span<UInt8>, _ index: Int) -> Int {
        let lead = bytes[index]
        let (length, low, high): (Int, UInt8, UInt8)
        switch lead {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: (length, low, high) = (2, 0x80, 0xBF)
        case 0xE0: (length, low, high) = (3, 0xA0, 0xBF)
        case 0xED: (length, low, high) = (3, 0x80, 0x9F)
        case 0xE1...0xEF: (length, low, high) = (3, 0x80, 0xBF)
        case 0xF0: (length, low, high) = (4, 0x90, 0xBF)
        case 0xF1...0xF3: (length, low, high) = (4, 0x80, 0xBF)
        case 0xF4: (length, low, high) = (4, 0x80, 0x8F)
        default: return -1
        }
        guard index + 1 < bytes.count, bytes[index + 1] >= low, bytes[index + 1] <= high else { return -1 }
        var seen = 2
        while seen < length {
            guard index + seen < bytes.count, bytes[index + seen] & 0xC0 == 0x80 else { return -seen }
            seen += 1
        }
        return length
    }
}
