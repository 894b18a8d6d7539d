/// The lines behind `begin-base64`: base64 until a line of `====`.
///
/// Source: POSIX uuencode.
enum BeginBase64 {
    /// What a line within such a file is.
    static func kind(of line: TextLine, in text: Span<UInt8>) -> EncodedLine {
        var end = line.end
        while end > line.start, text[end - 1] <= 0x20 { end -= 1 }
        guard end > line.start else { return .empty }
        let count = end - line.start
        var padding = 0
        for index in line.start..<end {
            switch text[index] {
            case 0x3D: padding += 1
            case 0x2B, 0x2F...0x39, 0x41...0x5A, 0x61...0x7A: if padding > 0 { return .other }
            default: return .other
            }
        }
        if padding == count { return count >= 4 ? .end : .other }
        // A word stands alone in a line now and then, and is none of the file.
        return .data(isRegular: count.isMultiple(of: 4), isSure: count.isMultiple(of: 4) && count >= 16)
    }
}
