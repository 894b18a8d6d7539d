/// Who speaks to us, and for whom.
public struct ClientInfo: Hashable, Sendable {
    /// The address of the host that connected, e.g. `127.0.0.1` or `::1`; empty on a UNIX socket.
    public var address: String
    /// The port it connected from; 0 on a UNIX socket.
    public var port: Int
    /// The address of ours that it connected to; empty on a UNIX socket.
    public var localAddress: String
    /// The port of ours that it connected to; 0 on a UNIX socket.
    public var localPort: Int
    /// Its HELO, EHLO or LHLO argument, printable ASCII only.
    public var helo: String
    /// Whether it told of its own client with XFORWARD. An attribute that is absent from ``forwarded`` is
    /// `[UNAVAILABLE]` then; else the client speaks for itself.
    public var isForwarded: Bool
    /// What it told of its own client: values xtext-decoded, without control characters.
    public var forwarded: [XFORWARDAttribute: String]

    /// Makes a client's description.
    public init(
        address: String, port: Int = 0, localAddress: String = "", localPort: Int = 0, helo: String = "",
        isForwarded: Bool = false, forwarded: [XFORWARDAttribute: String] = [:]
    ) {
        self.address = address
        self.port = port
        self.localAddress = localAddress
        self.localPort = localPort
        self.helo = helo
        self.isForwarded = isForwarded || !forwarded.isEmpty
        self.forwarded = forwarded
    }
}
