public import MailObject

/// What a next hop's EHLO or LHLO reply announced.
///
/// Source: RFC 5321 §4.1.1.1.
public struct NextHopExtensions: Hashable, Sendable {
    /// PIPELINING.
    public var pipelining = false
    /// SIZE.
    public var size = false
    /// 8BITMIME.
    public var eightBitMIME = false
    /// SMTPUTF8.
    public var smtpUTF8 = false
    /// DSN.
    public var dsn = false
    /// AUTH.
    public var auth = false
    /// The attributes that XFORWARD may carry; empty without XFORWARD.
    public var xforward: Set<XFORWARDAttribute> = []

    /// None: plain SMTP.
    public init() {}

    /// Reads the reply to EHLO or LHLO. The first line is the host's name.
    public init(_ reply: Reply) {
        for line in reply.lines.dropFirst() {
            let words = line.uppercased().split(separator: " ")
            switch words.first {
            case "PIPELINING": pipelining = true
            case "SIZE": size = true
            case "8BITMIME": eightBitMIME = true
            case "SMTPUTF8": smtpUTF8 = true
            case "DSN": dsn = true
            case "AUTH": auth = true
            case "XFORWARD": xforward = Set(words.dropFirst().compactMap { XFORWARDAttribute(rawValue: String($0)) })
            default: break
            }
        }
    }

    /// What of it we can promise to our own clients.
    public var announcement: Announcement {
        Announcement(eightBitMIME: eightBitMIME, smtpUTF8: smtpUTF8, dsn: dsn, xforward: !xforward.isEmpty)
    }
}
