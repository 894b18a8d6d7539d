/// What the next hop is spoken to with.
public enum NextHopProtocol: String, Hashable, Sendable {
    /// ESMTP, with a fall back to plain SMTP.
    case smtp
    /// LMTP: one reply per recipient after the final dot.
    case lmtp
}
