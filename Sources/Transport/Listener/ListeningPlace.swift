public import MailObject

/// A place to listen, and where in Postfix the mail comes from that arrives there.
public struct ListeningPlace: Hashable, Sendable {
    /// How the socket comes about.
    public enum Socket: Hashable, Sendable {
        /// It is bound to an address; port 0 lets the system choose one.
        case address(Endpoint)
        /// It is open already, bound by whoever started this process (systemd's socket activation). The listener takes
        /// it over, and leaves a socket file in its place.
        case inherited(Int32)
    }

    /// The socket.
    public var socket: Socket
    /// Before or after Postfix' queue.
    public var placement: Placement

    /// Makes a place of an address.
    public init(_ address: Endpoint, placement: Placement = .afterQueue) {
        socket = .address(address)
        self.placement = placement
    }

    /// Makes a place of an open socket.
    public init(inherited descriptor: Int32, placement: Placement = .afterQueue) {
        socket = .inherited(descriptor)
        self.placement = placement
    }
}
