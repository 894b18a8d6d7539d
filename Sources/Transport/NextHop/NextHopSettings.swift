public import SMTP

/// How the next hop is reached.
public struct NextHopSettings: Hashable, Sendable {
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

    /// Where it is: several are tried in order.
    public var addresses: [NextHopAddress]
    /// SMTP or LMTP.
    public var nextHopProtocol: NextHopProtocol
    /// The argument of EHLO, HELO or LHLO.
    public var heloName: String
    /// The time limits.
    public var timeouts: Timeouts
    /// How many transactions with one next hop there are at the same time; further ones wait. Below the 100 processes
    /// that Postfix starts for a service (`default_process_limit`), so that none waits in its backlog.
    public var maximumConnections: Int
    /// How many idle connections are kept.
    public var maximumIdleConnections: Int
    /// How long an idle connection is kept: below the 100 s for which a busy Postfix keeps a process
    /// (`max_idle`), and its `smtpd_timeout` under stress is 10 s only, so a used one may be found dead.
    public var idleTime: Duration

    /// Makes settings.
    public init(
        addresses: [NextHopAddress], protocol nextHopProtocol: NextHopProtocol = .smtp,
        heloName: String = "localhost", timeouts: Timeouts = Timeouts(), maximumConnections: Int = 50,
        maximumIdleConnections: Int = 32, idleTime: Duration = .seconds(60)
    ) {
        self.addresses = addresses
        self.nextHopProtocol = nextHopProtocol
        self.heloName = heloName
        self.timeouts = timeouts
        self.maximumConnections = maximumConnections
        self.maximumIdleConnections = maximumIdleConnections
        self.idleTime = idleTime
    }
}
