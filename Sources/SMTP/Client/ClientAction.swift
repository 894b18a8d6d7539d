/// What the edge is to do for a client session, in order.
public enum ClientAction: Hashable, Sendable {
    /// What can be done with the connection after a transaction.
    public enum Connection: Hashable, Sendable {
        /// It stands, ready for the next transaction.
        case reusable
        /// It is over.
        case closed
        /// It had been used before and was dead by now: nothing was accepted on it, so the transaction may be
        /// tried on a fresh one.
        case stale
    }

    /// Write these octets.
    case send([UInt8])
    /// The next hop lacks 8BITMIME: look whether the content has an octet over 127, then call
    /// ``ClientSession/contentInspected(hasEightBitOctets:)``.
    case inspectContent
    /// 354 has come: send the content through ``ClientSession/encode(_:into:)``, then what
    /// ``ClientSession/endContent(into:)`` appends, which is not to happen after the deadline.
    case sendContent
    /// The transaction is over: one outcome per recipient, in order.
    case finished([RelayOutcome], Connection)
    /// Close the socket. Nothing follows.
    case close
}
