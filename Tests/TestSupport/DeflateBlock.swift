/// One block of fixed codes, as deflate packs.
///
/// Source: RFC 1951 §3.2.6.
struct DeflateBlock {
    /// The block so far, the last byte filled up with zeros.
    private(set) var bytes: [UInt8] = []
    /// Bits of it.
    private(set) var bitCount = 0

    /// Begins one.
    init(isLast: Bool) { begin(isLast: isLast) }

    /// Begins the next one behind it, at the next bit.
    mutating func begin(isLast: Bool) { putNumber(isLast ? 0b011 : 0b010, 3) }

    /// A byte below 144 as it is.
    mutating func literal(_ byte: UInt8) { putCode(0x30 + Int(byte), 8) }

    /// Copies 10 or 258 bytes from 1, 20 or 258 bytes back.
    mutating func copy(_ length: Int, from distance: Int) {
        // Symbol 264 has seven bits, symbol 285 eight.
        length == 10 ? putCode(0b000_1000, 7) : putCode(0b1100_0101, 8)
        switch distance {
        case 1: putCode(0, 5)
        case 20:
            putCode(8, 5)
            putNumber(20 - 17, 3)
        default:
            putCode(16, 5)
            putNumber(258 - 257, 7)
        }
    }

    /// Ends it.
    mutating func end() { putCode(0, 7) }

    /// Codes stand with their highest bit first, numbers with the lowest.
    private mutating func putCode(_ code: Int, _ width: Int) {
        for bit in (0..<width).reversed() { put(code >> bit & 1) }
    }

    private mutating func putNumber(_ number: Int, _ width: Int) {
        for bit in 0..<width { put(number >> bit & 1) }
    }

    private mutating func put(_ bit: Int) {
        if bitCount % 8 == 0 { bytes.append(0) }
        bytes[bytes.count - 1] |= UInt8(bit) << UInt8(bitCount % 8)
        bitCount += 1
    }
}
