/// The hash that turns a token's text into its key: fixed for ever, for the keys stand in databases.
///
/// It is a chain of 64 × 64 → 128-bit multiplications over eight bytes at a time, folded by exclusive or (the
/// construction of wyhash). A seed of its own for each length keeps texts that differ only in trailing zeros apart.
/// It is not meant to withstand someone who looks for collisions: who finds two words of equal hash has made one
/// word look like another, which costs him less with a synonym.
///
/// `hash("") = 0x370F0DACA08C9B79`, further vectors in `TokenHashTests`.
public enum TokenHash {
    private static let first: UInt64 = 0xA076_1D64_78BD_642F
    private static let second: UInt64 = 0xE703_7ED1_A0B4_28DB
    private static let third: UInt64 = 0x8EBC_6AF0_9C88_C6E3

    /// Hashes a token's text.
    ///
    /// - Complexity: O(n).
    public static func hash(_ text: Span<UInt8>) -> UInt64 {
        let count = text.count
        var state = first ^ UInt64(truncatingIfNeeded: count) &* third
        var index = 0
        while count - index >= 8 {
            state = fold(state ^ word(text, index, 8), second)
            index += 8
        }
        state = fold(state ^ word(text, index, count - index), third)
        return fold(state ^ first, second)
    }

    /// Up to eight bytes as a little-endian number.
    private static func word(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for index in start..<(start + count) {
            value |= UInt64(text[index]) &<< shift
            shift &+= 8
        }
        return value
    }

    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
