/// SplitMix64: a seeded generator, so that a property that fails can be run again.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts from a seed; tests print it when they fail.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// `count` bytes at most, drawn from pieces that mail is made of, so that random input meets real grammar.
    public mutating func mailLikeBytes(count: Int) -> [UInt8] {
        let pieces = [
            "\r\n", "\r", "\n", ".", "..", "\r\n.\r\n", ":", ";", "=", "\"", "<", ">", "--", "--b", "Content-Type: ",
            "multipart/mixed; boundary=b", "text/html", "=?utf-8?q?", "?=", "=C3=A4", "AAAA", " ", "\t", "\0", "\u{FF}",
            "From ", "Subject: ", "message/rfc822", "charset=", "base64", "a", "B", "0", "<b>", "&amp;", "http://",
        ]
        var bytes: [UInt8] = []
        while bytes.count < count {
            if Int.random(in: 0..<8, using: &self) == 0 {
                bytes.append(UInt8.random(in: 0...255, using: &self))
            } else {
                bytes += Array(pieces[Int.random(in: 0..<pieces.count, using: &self)].utf8)
            }
        }
        return Array(bytes.prefix(count))
    }
}
