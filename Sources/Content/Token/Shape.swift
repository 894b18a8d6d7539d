/// The shape of a text: what kinds of characters it is made of, not which.
enum Shape {
    /// Appends the shape: each run of capitals is `A`, of small letters `a`, of figures `9`, of bytes outside
    /// ASCII `u`, each with its length (1, 2, 3, `4` up to seven, `8` up to fifteen, `+`); other bytes stand for
    /// themselves. At most about 48 bytes.
    ///
    /// - Complexity: O(n).
    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        let limit = result.count + 48
        var index = 0
        while index < text.count, result.count < limit {
            let kind = kind(text[index])
            var end = index + 1
            while end < text.count, self.kind(text[end]) == kind, kind != 0 { end += 1 }
            result.append(kind == 0 ? text[index] : kind)
            if kind != 0 {
                // Length to within a factor of two.
                let length = end - index
                result.append(length < 4 ? UInt8(0x30 + length) : length < 8 ? 0x34 : length < 16 ? 0x38 : 0x2B)
            }
            index = end
        }
    }

    private static func kind(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x30...0x39: 0x39
        case 0x41...0x5A: 0x41
        case 0x61...0x7A: 0x61
        case 0x80...: 0x75
        default: 0
        }
    }
}
