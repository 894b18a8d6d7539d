/// Our own name for one message on its way through: twelve characters of the base64url alphabet, as amavis'
/// `mail_id`. It stands in our Received field, the log line and X-Quarantine-ID, and names the quarantine file.
///
/// It starts and ends with a letter or digit, so that it can be double-clicked and never looks like an option.
public struct MailID: Hashable, Sendable, CustomStringConvertible {
    /// The twelve characters.
    public let description: String

    /// Draws a new one: 71 random bits.
    public init() {
        var generator = SystemRandomNumberGenerator()
        self.init(using: &generator)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Draws one from `generator`.
    public init(using generator: inout some RandomNumberGenerator) {
        // Two draws, for the system's generator is asked by a system call each time.
        var inner = generator.next()
        let ends = Int.random(in: 0..<62 * 62, using: &generator)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(12)
        bytes.append(Self.alphabet[ends % 62])
        for _ in 0..<10 {
            bytes.append(Self.alphabet[Int(inner & 63)])
            inner >>= 6
        }
        bytes.append(Self.alphabet[ends / 62])
        description = String(decoding: bytes, as: UTF8.self)
    }
}
