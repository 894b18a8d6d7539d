/// Which extensions of the next hop we can promise to our own clients.
///
/// Promising what the next hop lacks would lose it on the way: 8-bit mail would bounce, DSN requests be dropped.
public struct Announcement: Hashable, Sendable {
    /// 8BITMIME.
    public var eightBitMIME: Bool
    /// SMTPUTF8.
    public var smtpUTF8: Bool
    /// DSN.
    public var dsn: Bool
    /// XFORWARD. We take it in any case; where it goes no further it still serves log and trace field.
    public var xforward: Bool

    /// Makes an announcement; by default all is there, which is what a Postfix next hop has.
    public init(eightBitMIME: Bool = true, smtpUTF8: Bool = true, dsn: Bool = true, xforward: Bool = true) {
        self.eightBitMIME = eightBitMIME
        self.smtpUTF8 = smtpUTF8
        self.dsn = dsn
        self.xforward = xforward
    }

    /// What both promise.
    public func intersection(_ other: Announcement) -> Announcement {
        Announcement(
            eightBitMIME: eightBitMIME && other.eightBitMIME, smtpUTF8: smtpUTF8 && other.smtpUTF8,
            dsn: dsn && other.dsn, xforward: xforward && other.xforward)
    }

    /// All of them: assumed until the next hop has been heard.
    public static let all = Announcement()
}
