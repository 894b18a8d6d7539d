/// The bytes of a BinHex stream: four letters for three bytes, then 0x90 and a count for runs.
///
/// Source: RFC 1741 appendix A.
struct BinHexRuns {
    /// What was decoded.
    private(set) var output: [UInt8] = []
    /// Whether there was more than the limit.
    private(set) var isFull = false
    private let limit: Int
    private var bits: UInt32 = 0
    private var bitCount: UInt32 = 0
    private var isAfterMark = false

    /// A decoder of at most `limit` bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes the six bits of a letter.
    mutating func take(_ value: UInt8) {
        bits = bits << 6 | UInt32(value)
        bitCount += 6
        guard bitCount >= 8 else { return }
        bitCount -= 8
        expand(UInt8(truncatingIfNeeded: bits >> bitCount))
    }

    private mutating func expand(_ byte: UInt8) {
        if isAfterMark {
            isAfterMark = false
            if byte == 0 {
                append(0x90, count: 1)
            } else if let last = output.last {
                append(last, count: Int(byte) - 1)
            }
        } else if byte == 0x90 {
            isAfterMark = true
        } else {
            append(byte, count: 1)
        }
    }

    private mutating func append(_ byte: UInt8, count: Int) {
        let room = min(count, limit - output.count)
        if room < count { isFull = true }
        for _ in 0..<max(room, 0) { output.append(byte) }
    }
}
