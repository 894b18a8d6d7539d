public import MailObject

/// Where a message goes next, as the configuration writes it: an ``Endpoint``, or one that depends on who brought the
/// message.
///
/// `*` as host is the host that connected, `*` as port the port it connected to plus one: two MX that share a filter
/// host each get their own mail back.
///
/// Source: amavis 2.13 (`$forward_method = 'smtp:*:*'`).
public enum NextHopAddress: Hashable, Sendable {
    /// The same for every message.
    case fixed(Endpoint)
    /// At least one of the two comes from the client: nil is `*`.
    case ofClient(host: String?, port: Int?)

    /// Reads the written form: an endpoint's, or `*:10025`, `*:*`, `mx.example.org:*`; nil if it is none.
    public init?(_ text: String) {
        guard !text.hasPrefix("unix:"), let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            text[..<colon] == "*" || text[text.index(after: colon)...] == "*"
        else {
            guard let endpoint = Endpoint(text) else { return nil }
            self = .fixed(endpoint)
            return
        }
        let (hostText, portText) = (text[..<colon], text[text.index(after: colon)...])
        // What is put in a star's place does not matter: it only has to be right.
        let filled = "\(hostText == "*" ? "localhost" : hostText):\(portText == "*" ? "1" : portText)"
        guard case .tcp(let host, let port)? = Endpoint(filled), port > 0 else { return nil }
        self = .ofClient(host: hostText == "*" ? nil : host, port: portText == "*" ? nil : port)
    }

    /// Where the messages of this client go; nil where it has no address or port to take, as on a UNIX socket.
    public func endpoint(for client: ClientInfo) -> Endpoint? {
        switch self {
        case .fixed(let endpoint): return endpoint
        case .ofClient(let host, let port):
            let host = host ?? client.address
            let port = port ?? (client.localPort > 0 ? client.localPort + 1 : 0)
            return host.isEmpty || !(1...65_535).contains(port) ? nil : .tcp(host: host, port: port)
        }
    }
}

extension NextHopAddress: CustomStringConvertible {
    /// The written form, which ``init(_:)`` reads back.
    public var description: String {
        switch self {
        case .fixed(let endpoint): return endpoint.description
        case .ofClient(let host, let port):
            let portText = port.map { String($0) } ?? "*"
            guard let host else { return "*:\(portText)" }
            return (host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host) + ":\(portText)"
        }
    }
}

extension NextHopAddress {
    /// The endpoint, where it is the same for every message.
    public var endpoint: Endpoint? {
        if case .fixed(let endpoint) = self { endpoint } else { nil }
    }
}
