/// A number at the start of a CSS value.
struct CSSNumber: Equatable {
    /// Its value in thousandths, at most a million in size.
    let thousandths: Int
    /// The bytes that it takes.
    let length: Int

    /// Reads `-12.5`, `+3`, `.5`; nil where no number stands.
    ///
    /// - Complexity: O(n) in the length of the number.
    init?(_ text: Span<UInt8>) {
        var index = 0
        var isNegative = false
        if index < text.count, text[index] == 0x2B || text[index] == 0x2D {
            isNegative = text[index] == 0x2D
            index += 1
        }
        var value = 0
        var digits = 0
        while index < text.count, text[index] >= 0x30, text[index] <= 0x39 {
            value = min(value * 10 + Int(text[index] - 0x30), 1_000_000)
            digits += 1
            index += 1
        }
        value *= 1_000
        if index < text.count, text[index] == 0x2E {
            index += 1
            var unit = 100
            while index < text.count, text[index] >= 0x30, text[index] <= 0x39 {
                value += Int(text[index] - 0x30) * unit
                unit /= 10
                digits += 1
                index += 1
            }
        }
        guard digits > 0 else { return nil }
        thousandths = isNegative ? -value : value
        length = index
    }
}
