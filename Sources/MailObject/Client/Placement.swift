/// Where in Postfix a message came from: what may be done with it depends on that.
public enum Placement: String, Hashable, Sendable, CaseIterable {
    /// After the queue (`content_filter`): the message is Postfix' own by now, and a 5yz would be a bounce to a
    /// sender who is often forged (law 11).
    case afterQueue
    /// Before the queue (`smtpd_proxy_filter`): the sending host still waits, and a 5yz is its own to deal with.
    case beforeQueue
}
