import MailObject

/// How the listener is set up.
///
/// All but ``places``, ``socketMode`` and ``backlog`` can change while it runs (``SMTPListener/apply(_:)``).
public struct ListenerSettings: Sendable {
    /// Where it listens.
    public var places: [ListeningPlace]
    /// The permissions of a UNIX socket's file.
    public var socketMode: Int
    /// The hosts that may connect by TCP; the others are told 421. Clients of a UNIX socket always may.
    public var accessList: [AddressRange]
    /// The name in greeting and replies; nil: the address the client connected to, in brackets, as amavis does.
    public var hostname: String?
    /// The largest content taken, in octets. It should be above Postfix' `message_size_limit`.
    public var sizeLimit: Int
    /// The octets of all contents in flight; what goes beyond waits before its 354.
    public var maximumBytesInFlight: Int
    /// How long DATA waits for room before 452; well below Postfix' `smtp_data_init_timeout` (120 s).
    public var admissionWait: Duration
    /// How long a client may take from our last reply to the end of its next command. Postfix' `smtpd_timeout` is
    /// 300 s.
    public var idleTimeout: Duration
    /// How long a client may take for a content, beside a second for each 500 octets of it; and how long it may pause.
    /// RFC 5321 §4.5.3.2 asks for 3 minutes at least.
    public var dataTimeout: Duration
    /// The most recipients of a message (``ServerSettings/maximumRecipients``).
    public var maximumRecipients: Int
    /// Connections that the kernel holds until we accept them: none is ever refused (law 13). The kernel cuts it
    /// to `net.core.somaxconn` (4,096).
    public var backlog: Int

    /// The addresses of this host itself: `127.0.0.0/8` and `::1`.
    public static let loopback = ["127.0.0.0/8", "::1"].compactMap(AddressRange.init)

    /// Makes settings.
    public init(
        places: [ListeningPlace], socketMode: Int = 0o666, accessList: [AddressRange] = Self.loopback,
        hostname: String? = nil, sizeLimit: Int = 64 << 20, maximumBytesInFlight: Int = 256 << 20,
        admissionWait: Duration = .seconds(60), idleTimeout: Duration = .seconds(300),
        dataTimeout: Duration = .seconds(300), maximumRecipients: Int = 1000, backlog: Int = 4096
    ) {
        self.places = places
        self.socketMode = socketMode
        self.accessList = accessList
        self.hostname = hostname
        self.sizeLimit = sizeLimit
        self.maximumBytesInFlight = maximumBytesInFlight
        self.admissionWait = admissionWait
        self.idleTimeout = idleTimeout
        self.dataTimeout = dataTimeout
        self.maximumRecipients = maximumRecipients
        self.backlog = backlog
    }

    /// Makes settings for mail after the queue.
    public init(addresses: [Endpoint]) {
        self.init(places: addresses.map { ListeningPlace($0) })
    }
}
