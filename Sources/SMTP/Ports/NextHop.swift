public import MailObject

/// One delivery to the next hop: a transaction of its own.
public struct OutgoingTransaction: Sendable {
    /// Who the mail came from, for XFORWARD.
    public let client: ClientInfo
    /// Sender and the recipients of this transaction, in order.
    public let envelope: Envelope
    /// What to send.
    public let content: OutgoingContent
    /// When to give up; the final dot is never sent after it.
    public let deadline: ContinuousClock.Instant
    /// Whether a 4yz for one recipient stops the transaction for all.
    ///
    /// Set it when the client that waits speaks SMTP and no journal knows its deliveries: it gets one reply for all
    /// recipients, so after a partial delivery its retry would be a duplicate for those who have the message (law 2).
    /// A next hop that has had enough recipients for one transaction stops nothing.
    public let allOrNothing: Bool

    /// Makes a transaction.
    public init(
        client: ClientInfo, envelope: Envelope, content: OutgoingContent, deadline: ContinuousClock.Instant,
        allOrNothing: Bool = false
    ) {
        self.client = client
        self.envelope = envelope
        self.content = content
        self.deadline = deadline
        self.allOrNothing = allOrNothing
    }
}

/// Where the dialogue with the next hop stood; the words of amavis' replies.
public enum RelayPhase: String, Hashable, Sendable {
    /// Connecting, and the greeting.
    case connect
    /// EHLO or LHLO.
    case ehlo = "EHLO"
    /// XFORWARD.
    case xforward = "XFORWARD"
    /// MAIL FROM.
    case mail = "MAIL"
    /// RCPT TO.
    case rcpt = "RCPT"
    /// DATA, before 354.
    case data = "DATA"
    /// The content.
    case content = "data transfer"
    /// The final dot and its reply.
    case dot = "end-of-data"
}

/// What the next hop did for one recipient.
public enum RelayOutcome: Hashable, Sendable {
    /// It answered, in this phase; 2yz after the final dot means it has the message.
    case answered(Reply, phase: RelayPhase)
    /// No connection, or it refused all we tried; nothing was sent. The text says which and why.
    case unreachable(String)
    /// The dialogue broke or timed out in this phase; after the final dot the message may have been taken.
    case broken(phase: RelayPhase, reason: String)

    /// Whether it has had enough recipients for one transaction: those that are left go into another.
    ///
    /// Source: RFC 5321 §4.5.3.1.10.
    public var asksForAnotherTransaction: Bool {
        guard case .answered(let reply, phase: .rcpt) = self, reply.code == 452 else { return false }
        return reply.enhanced == nil || reply.enhanced == EnhancedCode(4, 5, 3)
    }

    /// Whether nothing was begun, so that another next hop may be tried.
    public var isUnreachable: Bool {
        if case .unreachable = self { true } else { false }
    }

    /// Whether the next hop has taken the message for this recipient.
    public var isRelayed: Bool {
        if case .answered(let reply, phase: .dot) = self { reply.isPositive } else { false }
    }
}

/// What became of one transaction.
public struct RelayReport: Hashable, Sendable {
    /// Who was asked, the last one of several, in the words of amavis' replies and logs: `smtp:[127.0.0.1]:10025`.
    public let nextHop: String
    /// One outcome per recipient of the transaction, in order.
    public let outcomes: [RelayOutcome]

    /// Makes a report.
    public init(nextHop: String, outcomes: [RelayOutcome]) {
        self.nextHop = nextHop
        self.outcomes = outcomes
    }
}

/// The MTA that takes the message back: Postfix on its re-entry port.
public protocol NextHop: Sendable {
    /// Delivers one transaction.
    func relay(_ transaction: OutgoingTransaction) async -> RelayReport
}
