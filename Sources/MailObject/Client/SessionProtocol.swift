/// How the client greeted us; the word of our Received field.
///
/// Source: RFC 3848, RFC 5321 §4.4.
public enum SessionProtocol: String, Hashable, Sendable {
    /// HELO.
    case smtp = "SMTP"
    /// EHLO.
    case esmtp = "ESMTP"
    /// LHLO: one reply per recipient after the final dot.
    case lmtp = "LMTP"
}
