/// One transaction that a ``FaultyHop`` saw, as far as it came.
public struct HopTransaction: Sendable {
    /// Which connection, counted from 0.
    public let connection: Int
    /// When the server had accepted its MAIL.
    public let begun = ContinuousClock.now
    /// The argument of `MAIL FROM:`, in angle brackets.
    public var sender = ""
    /// The addresses that the server accepted, without angle brackets, in RCPT order.
    public var recipients: [String] = []
    /// The value of the header field that tells messages apart; nil if there was none.
    public var identifier: String?
    /// What went wrong by plan.
    public var fault: HopFault?
    /// When the final dot was passed on: from then on the server may have the message.
    public var dotPassedOn: ContinuousClock.Instant?
    /// What the server said to it.
    public var dotReply = ""
    /// When that was passed back to the client.
    public var replyPassedBack: ContinuousClock.Instant?

    /// Whether the server took the message, or nobody knows.
    public var mayBeTaken: Bool { dotPassedOn != nil && (dotReply.isEmpty || dotReply.hasPrefix("2")) }
}
