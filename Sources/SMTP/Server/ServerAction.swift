/// What the edge is to do, in order.
public enum ServerAction: Hashable, Sendable {
    /// Write these octets to the client.
    case send([UInt8])
    /// DATA has come: make room, then call ``ServerSession/admitted()`` or ``ServerSession/refused(_:)``.
    case admit(Admission)
    /// Append these octets to the content.
    case content([UInt8])
    /// Drop the content: it is refused, what follows of it is read and forgotten.
    case dropContent
    /// The final dot has come: hand the message on, then call ``ServerSession/finished(_:)``.
    case endOfContent(replacedOctets: Int)
    /// Write out what is pending, then close. Nothing follows.
    case close
}
