/// What becomes of the message for one recipient. A quarantine copy is independent of it.
public enum Disposition: Hashable, Sendable {
    /// Relayed, with the verdict's header edits.
    case pass
    /// Taken and not relayed: 2xx, never a bounce (law 11).
    case discard
    /// Refused for good: 5yz. Before the queue only (law 11), but for mail in a loop, which must end.
    case reject
    /// Left with the client, which tries again later: 4yz.
    case tempfail
}
