public import MailObject

/// A message whose DATA command has come and whose content has not: what the edge decides on.
public struct Admission: Hashable, Sendable {
    /// Sender and accepted recipients.
    public let envelope: Envelope
    /// What MAIL declared with SIZE; an estimate, and Postfix' is low by one octet a line.
    public let declaredSize: Int?
    /// SMTP, ESMTP or LMTP.
    public let sessionProtocol: SessionProtocol
    /// The HELO argument, printable ASCII.
    public let helo: String
    /// Whether XFORWARD came: then what it did not tell is unavailable, and not what we see ourselves.
    public let isForwarded: Bool
    /// What XFORWARD told.
    public let forwarded: [XFORWARDAttribute: String]
}
