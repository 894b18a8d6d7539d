/// One mailbox of an address field: who, and where.
///
/// Source: RFC 5322 §3.4.
public struct Mailbox: Hashable, Sendable {
    /// The display name, quotes and comments undone, encoded words left as they are. Where there is none, but a
    /// comment after the address, that (the old way to give a name).
    public let displayName: [UInt8]
    /// The part before the last `@`, quotes undone; all of the address if it has no `@`.
    public let localPart: [UInt8]
    /// The part after the last `@`, as written; empty if there is none.
    public let domain: [UInt8]

    /// `local@domain`, or what there is of it.
    public var address: [UInt8] { domain.isEmpty ? localPart : localPart + [0x40] + domain }

    /// The display name as UTF-8, encoded words decoded.
    public func displayText(charsets: some CharsetDecoder) -> [UInt8] {
        EncodedWords.decode(displayName, charsets: charsets).text
    }
}

/// An entry of an address list.
///
/// Source: RFC 5322 §3.4.
public enum AddressEntry: Hashable, Sendable {
    /// A mailbox.
    case mailbox(Mailbox)
    /// A named group of mailboxes, `name: a@b, c@d;`.
    case group(name: [UInt8], members: [Mailbox])
}
