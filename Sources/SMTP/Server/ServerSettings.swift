/// What a server session is told about its place.
public struct ServerSettings: Hashable, Sendable {
    /// The name in greeting and replies, e.g. `[127.0.0.1]`.
    public var hostname: String
    /// The largest content taken, in octets after the dots are taken away; announced with SIZE.
    public var sizeLimit: Int
    /// The most recipients of one transaction.
    ///
    /// 1,000 is Postfix' own limit (`smtpd_recipient_limit`) on the way in and at re-entry, and more than its
    /// clients send (`default_destination_recipient_limit` 50); RFC 5321 §4.5.3.1.8 asks for 100.
    public var maximumRecipients: Int

    /// Makes settings.
    public init(hostname: String, sizeLimit: Int, maximumRecipients: Int = 1000) {
        self.hostname = hostname
        self.sizeLimit = sizeLimit
        self.maximumRecipients = maximumRecipients
    }
}
