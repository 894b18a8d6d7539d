public import SMTP

/// How the next hop is reached.
public struct NextHopSettings: Sendable {
    /// How long each step may take. The values are amavis', but for the end of data.
    public struct Timeouts: Hashable, Sendable {
        /// Connecting, and the greeting.
        public var connect: Duration = .seconds(35)
        /// EHLO, XFORWARD, MAIL and RCPT, each reply.
        public var command: Duration = .seconds(300)
        /// DATA, to 354.
        public var data: Duration = .seconds(120)
        /// The content, each stretch of it.
        public var content: Duration = .seconds(180)
        /// The final dot, to its reply. It may pass the transaction's deadline, for the next hop may have the
        /// message by then. amavis waits 600 s; 240 s after a deadline of 300 s stays within the 600 s that our
        /// own client waits (Postfix' `smtp_data_done_timeout`), so that both learn the same (law 12).
        public var endOfData: Duration = .seconds(240)
        /// RSET.
        public var reset: Duration = .seconds(20)

        /// The defaults.
        public init() {}
    }

    /// Where it is.
    public var endpoint: Endpoint
    /// SMTP or LMTP.
    public var nextHopProtocol: NextHopProtocol
    /// The argument of EHLO, HELO or LHLO.
    public var heloName: String
    /// The time limits.
    public var timeouts: Timeouts
    /// How many idle connections are kept.
    public var maximumIdleConnections: Int
    /// How long an idle connection is kept: below the 100 s for which a busy Postfix keeps a process
    /// (`max_idle`), and its `smtpd_timeout` under stress is 10 s only, so a used one may be found dead.
    public var idleTime: Duration

    /// Makes settings.
    public init(
        endpoint: Endpoint, protocol nextHopProtocol: NextHopProtocol = .smtp, heloName: String = "localhost",
        timeouts: Timeouts = Timeouts(), maximumIdleConnections: Int = 16, idleTime: Duration = .seconds(60)
    ) {
        self.endpoint = endpoint
        self.nextHopProtocol = nextHopProtocol
        self.heloName = heloName
        self.timeouts = timeouts
        self.maximumIdleConnections = maximumIdleConnections
        self.idleTime = idleTime
    }

    /// The words for it in replies and logs: `smtp:[127.0.0.1]:10025`.
    public var name: String { "\(nextHopProtocol.rawValue):\(endpoint.bracketed)" }
}
