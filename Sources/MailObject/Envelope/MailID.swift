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

    /// Draws one from `generator`.
    public init(using generator: inout some RandomNumberGenerator) {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var bytes = (0..<12).map { _ in alphabet[Int.random(in: 0..<64, using: &generator)] }
        for end in [0, 11] {
            bytes[end] = alphabet[Int.random(in: 0..<62, using: &generator)]
        }
        description = String(decoding: bytes, as: UTF8.self)
    }
}
