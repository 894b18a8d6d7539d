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
    /// What a recipient's refusal at RCPT means for the others. A next hop that has had enough recipients for one
    /// transaction refuses nobody.
    public let unity: Unity

    /// Whether recipients stand or fall together.
    public enum Unity: Hashable, Sendable {
        /// Each for itself: the client that waits hears of each (LMTP).
        case none
        /// A 4yz for one is a 4yz for all: the client gets one reply (SMTP), and tries again for all.
        case deferral
        /// A 5yz for one is one for all too: before the queue a sending host waits that can tell its user, and we
        /// could tell nobody but a sender who may be forged (law 11).
        case refusal
    }

    /// Makes a transaction.
    public init(
        client: ClientInfo, envelope: Envelope, content: OutgoingContent, deadline: ContinuousClock.Instant,
        unity: Unity = .none
    ) {
        self.client = client
        self.envelope = envelope
        self.content = content
        self.deadline = deadline
        self.unity = unity
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
