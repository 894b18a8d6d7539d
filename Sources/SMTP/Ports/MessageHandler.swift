/// Takes each received message and says what became of it, recipient by recipient.
///
/// The listener calls it once a message. It never throws: trouble is a 4yz reply (law 1).
public protocol MessageHandler: Sendable {
    /// Judges and relays `message`.
    ///
    /// - Returns: one reply per recipient, in RCPT order, duplicates included (law 5). For SMTP the listener
    ///   makes one of them (``Reply/merged(_:)``).
    func handle(_ message: ReceivedMessage) async -> [Reply]
}
