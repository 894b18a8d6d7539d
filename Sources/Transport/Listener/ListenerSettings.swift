/// How the listener is set up.
public struct ListenerSettings: Sendable {
    /// Where it listens; port 0 lets the system choose one.
    public var addresses: [Endpoint]
    /// The name in greeting and replies; nil: the address the client connected to, in brackets, as amavis does.
    public var hostname: String?
    /// The largest content taken, in octets. It should be above Postfix' `message_size_limit`.
    public var sizeLimit: Int
    /// The octets of all contents in flight; what goes beyond waits before its 354.
    public var maximumBytesInFlight: Int
    /// How long DATA waits for room before 452; well below Postfix' `smtp_data_init_timeout` (120 s).
    public var admissionWait: Duration
    /// How long a client may take for its next command. Postfix' `smtpd_timeout` is 300 s.
    public var idleTimeout: Duration
    /// How long a client may pause within a content. RFC 5321 §4.5.3.2 asks for 3 minutes at least.
    public var dataTimeout: Duration
    /// The most recipients of a message (``ServerSettings/maximumRecipients``).
    public var maximumRecipients: Int
    /// Connections that the kernel holds until we accept them: none is ever refused (law 13). The kernel cuts it
    /// to `net.core.somaxconn` (4,096).
    public var backlog: Int

    /// Makes settings.
    public init(
        addresses: [Endpoint], hostname: String? = nil, sizeLimit: Int = 64 << 20,
        maximumBytesInFlight: Int = 256 << 20, admissionWait: Duration = .seconds(60),
        idleTimeout: Duration = .seconds(300), dataTimeout: Duration = .seconds(300),
        maximumRecipients: Int = 1000, backlog: Int = 4096
    ) {
        self.addresses = addresses
        self.hostname = hostname
        self.sizeLimit = sizeLimit
        self.maximumBytesInFlight = maximumBytesInFlight
        self.admissionWait = admissionWait
        self.idleTimeout = idleTimeout
        self.dataTimeout = dataTimeout
        self.maximumRecipients = maximumRecipients
        self.backlog = backlog
    }
}
