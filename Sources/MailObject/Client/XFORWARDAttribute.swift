/// What the upstream MTA tells of its own client with XFORWARD.
///
/// Source: Postfix XFORWARD_README.
public enum XFORWARDAttribute: String, Hashable, Sendable, CaseIterable {
    /// The client's host name.
    case name = "NAME"
    /// The client's network address, `IPV6:` before one of version 6.
    case address = "ADDR"
    /// The client's port.
    case port = "PORT"
    /// The protocol the client spoke: SMTP or ESMTP.
    case `protocol` = "PROTO"
    /// The client's HELO argument.
    case helo = "HELO"
    /// The upstream's own name for the message: Postfix' queue id.
    case ident = "IDENT"
    /// LOCAL or REMOTE.
    case source = "SOURCE"
}
