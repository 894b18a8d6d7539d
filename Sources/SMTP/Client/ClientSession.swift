import MailObject

/// One SMTP or LMTP dialogue from the client's side: transactions and octets in, actions out.
///
/// ```
/// S: 220 mx ESMTP                       C: EHLO filter
/// S: 250-mx / PIPELINING / XFORWARD …   C: XFORWARD … / MAIL … / RCPT … / RCPT … / DATA      (pipelined)
/// S: 250 / 250 / 250 / 550 / 354        C: content, final dot
/// S: 250 2.0.0 Ok: queued as 4ABC       finished([answered(250, dot), answered(550, rcpt)], reusable)
/// ```
///
/// DATA is pipelined too, but waits for the replies to RCPT where one recipient's refusal would be that of all. Should
/// a next hop answer 354 with no recipient left, there is no way back but an empty message or a broken connection: it
/// is the latter. A transaction that fails ends with RSET, or by closing without the final dot, never with it. Total on
/// any octets, the same for any split of them (laws 6 and 7).
///
/// Source: RFC 5321, RFC 2033, RFC 2920, Postfix XFORWARD_README.
public struct ClientSession: Sendable {
    enum Phase: Hashable, Sendable {
        case greeting, hello, plainHello, idle, inspection, dialogue, content, dot, reset, closed
    }

    enum Expectation: Hashable, Sendable {
        case xforward, mail, recipient(Int), data
    }

    let nextHopProtocol: NextHopProtocol
    private let heloName: String
    /// What the next hop announced; none before its reply to EHLO.
    public private(set) var extensions = NextHopExtensions()
    /// Whether it has answered EHLO, LHLO or HELO, so that ``extensions`` is known.
    public private(set) var hasGreeted = false

    var phase = Phase.greeting
    private var isReused = false
    private var parser = ReplyParser()
    private var encoder = DataEncoder()
    var actions: [ClientAction] = []

    private var transaction: OutgoingTransaction?
    private var outcomes: [RelayOutcome?] = []
    /// Positions of the recipients that the next hop accepted, and for LMTP how many of them have their last reply.
    private var accepted: [Int] = []
    private var answeredCount = 0
    private var unsent: ArraySlice<ClientCommands.Step> = []
    private var expected: ArraySlice<Expectation> = []
    private var hasAcceptedMail = false
    private var mailWasRefused = false

    /// Starts a dialogue on a connection that has just been made.
    ///
    /// - Parameter heloName: the argument of EHLO, HELO and LHLO.
    public init(protocol nextHopProtocol: NextHopProtocol, heloName: String) {
        self.nextHopProtocol = nextHopProtocol
        self.heloName = heloName
    }

    /// Whether the connection stands and no transaction is open on it.
    public var isIdle: Bool { phase == .idle && transaction == nil }

    /// Whether only the reply to RSET is missing: every outcome is known.
    public var isResetting: Bool { phase == .reset }

    /// What the session waits for, for the edge's timeouts; nil when it waits for nothing.
    public var awaits: RelayPhase? {
        switch phase {
        case .greeting: .connect
        case .hello, .plainHello: .ehlo
        case .dialogue: expected.first.map(Self.relayPhase) ?? .mail
        case .content: .content
        case .dot: .dot
        case .reset: .rcpt
        case .idle, .inspection, .closed: nil
        }
    }

    /// Starts a transaction; before the greeting it waits for that. One at a time.
    public mutating func begin(_ transaction: OutgoingTransaction) -> [ClientAction] {
        guard self.transaction == nil, phase != .closed else {
            let outcome = RelayOutcome.unreachable("the connection has closed")
            return [.finished(Array(repeating: outcome, count: transaction.envelope.recipients.count), .stale)]
        }
        self.transaction = transaction
        outcomes = Array(repeating: nil, count: transaction.envelope.recipients.count)
        accepted = []
        answeredCount = 0
        hasAcceptedMail = false
        mailWasRefused = false
        if phase == .idle {
            isReused = true
            startDialogue()
        }
        return takeActions()
    }

    /// Takes octets from the next hop.
    ///
    /// - Complexity: O(n) over all calls.
    public mutating func received(_ bytes: Span<UInt8>) -> [ClientAction] {
        var position = 0
        while phase != .closed {
            do throws(ReplyParser.Malformed) {
                guard let reply = try parser.next(in: bytes, from: &position) else { break }
                received(reply)
            } catch {
                fail(error.reason)
            }
        }
        return takeActions()
    }

    /// Answers ``ClientAction/inspectContent``.
    public mutating func contentInspected(hasEightBitOctets: Bool) -> [ClientAction] {
        guard phase == .inspection, let transaction else { return [] }
        if hasEightBitOctets {
            phase = .idle
            let reason = "8-bit content, but the next hop does not offer 8BITMIME"
            if transaction.envelope.hasMailParameter("BODY") {
                // We offered 8BITMIME before we knew the next hop. By now we do, and at the next try the client
                // converts the content; a 5yz would bounce it for our mistake (law 1).
                fillOutcomes(.broken(phase: .mail, reason: reason))
            } else {
                fillOutcomes(.answered(Reply(550, EnhancedCode(5, 6, 3), reason), phase: .mail))
            }
            finish(.reusable)
        } else {
            send(transaction)
        }
        return takeActions()
    }

    /// Encodes a chunk of the content and appends it to `wire`.
    public mutating func encode(_ chunk: Span<UInt8>, into wire: inout [UInt8]) {
        encoder.encode(chunk, into: &wire)
    }

    /// Ends the content: appends the final dot to `wire`. Not to be called after the deadline.
    public mutating func endContent(into wire: inout [UInt8]) {
        guard phase == .content else { return }
        encoder.finish(into: &wire)
        phase = .dot
    }

    /// The connection broke, or the edge gives up: on a timeout, at the deadline.
    public mutating func disconnected(_ reason: String) -> [ClientAction] {
        fail(reason)
        return takeActions()
    }

    /// Says QUIT on an idle connection.
    public mutating func quit() -> [ClientAction] {
        guard isIdle else { return disconnected("closing") }
        phase = .closed
        return [.send(Array("QUIT\r\n".utf8)), .close]
    }

    // MARK: Steps

    private mutating func received(_ reply: Reply) {
        switch phase {
        case .greeting:
            guard reply.isPositive else { return refuse("greeting", reply) }
            phase = .hello
            emit("\(nextHopProtocol == .lmtp ? "LHLO" : "EHLO") \(heloName)")
        case .hello:
            if reply.isPositive {
                extensions = NextHopExtensions(reply)
                ready()
            } else if reply.isPermanent, nextHopProtocol == .smtp {
                phase = .plainHello
                emit("HELO \(heloName)")
            } else {
                refuse("EHLO", reply)
            }
        case .plainHello:
            guard reply.isPositive else { return refuse("HELO", reply) }
            ready()
        case .dialogue: answered(reply)
        case .content: answeredTooEarly(reply)
        case .dot: answeredDot(reply)
        case .reset: finish(reply.isPositive ? .reusable : .closed)
        case .idle, .inspection: fail("unexpected reply: \(reply)")
        case .closed: break
        }
    }

    private mutating func ready() {
        phase = .idle
        hasGreeted = true
        if transaction != nil { startDialogue() }
    }

    /// A next hop that will not talk to us at all is trouble of our own: never 5yz to the client (law 1).
    private mutating func refuse(_ step: String, _ reply: Reply) {
        fillOutcomes(.unreachable("refused at \(step): \(reply)"))
        finish(.closed)
    }

    private mutating func startDialogue() {
        guard let transaction else { return }
        if transaction.envelope.hasMailParameter("SMTPUTF8"), !extensions.smtpUTF8 {
            // The client asks for it because we offered it: our mistake, as above.
            fillOutcomes(.broken(phase: .mail, reason: "SMTPUTF8 needed, but the next hop does not offer it"))
            return finish(.reusable)
        }
        if extensions.eightBitMIME {
            send(transaction)
        } else {
            phase = .inspection
            actions.append(.inspectContent)
        }
    }

    private mutating func send(_ transaction: OutgoingTransaction) {
        phase = .dialogue
        let commands = ClientCommands(extensions: extensions)
        unsent = commands.steps(for: transaction)[...]
        let standsAlone = transaction.unity == .none || transaction.envelope.recipients.count == 1
        if standsAlone, extensions.pipelining { unsent.append(Self.dataStep) }
        expected = []
        sendNext(unsent.count)
    }

    /// All at once where the next hop takes it, else one at a time.
    private mutating func sendNext(_ pipelined: Int) {
        let batch = unsent.prefix(extensions.pipelining ? pipelined : 1)
        unsent = unsent.dropFirst(batch.count)
        var wire: [UInt8] = []
        wire.reserveCapacity(batch.reduce(0) { $0 + $1.line.count })
        for step in batch {
            wire += step.line
            expected.append(step.expectation)
        }
        if !wire.isEmpty { actions.append(.send(wire)) }
    }

    private mutating func answered(_ reply: Reply) {
        guard let expectation = expected.popFirst() else { return fail("unexpected reply: \(reply)") }
        if reply.code == 421 {
            fillOutcomes(.answered(reply, phase: Self.relayPhase(expectation)))
            return finish(isReused && !hasAcceptedMail ? .stale : .closed)
        }
        switch expectation {
        case .xforward: break  // Postfix' client goes on without it, and so do we: it serves the log.
        case .mail:
            hasAcceptedMail = reply.isPositive
            if !reply.isPositive {
                mailWasRefused = true
                unsent = []
                fillOutcomes(Self.refused(reply, .mail))
            }
        case .recipient(let position):
            if mailWasRefused { break }
            if reply.isPositive {
                accepted.append(position)
            } else {
                outcomes[position] = Self.refused(reply, .rcpt)
            }
        case .data: return answeredData(reply)
        }
        if !expected.isEmpty { return }
        if unsent.isEmpty { allAnswered() } else { sendNext(unsent.count) }
    }

    private mutating func answeredData(_ reply: Reply) {
        if reply.code == 354 {
            // Without a recipient there is nobody to send it to, and the next hop waits for a final dot.
            if accepted.isEmpty { return finish(.closed) }
            phase = .content
            encoder = DataEncoder()
            actions.append(.sendContent)
        } else if reply.isTransient || reply.isPermanent {
            fillOutcomes(Self.refused(reply, .data))
            reset()
        } else {
            fillOutcomes(.broken(phase: .data, reason: "unexpected reply: \(reply)"))
            finish(.closed)
        }
    }

    private mutating func allAnswered() {
        if mailWasRefused { return reset() }
        if let unity = transaction?.unity, let decisive = outcomes.first(where: { Self.decides($0, for: unity) }) {
            outcomes = Array(repeating: decisive, count: outcomes.count)
            return reset()
        }
        if accepted.isEmpty { return reset() }
        expected = [Self.dataStep.expectation]
        actions.append(.send(Self.dataStep.line))
    }

    private static let dataStep = ClientCommands.Step(line: Array("DATA\r\n".utf8), expectation: .data)

    /// A reply in the middle of the content: the next hop will not have it. No final dot is sent.
    private mutating func answeredTooEarly(_ reply: Reply) {
        guard reply.isTransient || reply.isPermanent else { return fail("unexpected reply: \(reply)") }
        fillOutcomes(.answered(reply, phase: .content))
        finish(.closed)
    }

    private mutating func answeredDot(_ reply: Reply) {
        if nextHopProtocol == .lmtp {
            outcomes[accepted[answeredCount]] = .answered(reply, phase: .dot)
            answeredCount += 1
            guard answeredCount == accepted.count else { return }
        } else {
            fillOutcomes(.answered(reply, phase: .dot))
        }
        let isOver = reply.code == 421 || !(reply.isPositive || reply.isTransient || reply.isPermanent)
        finish(isOver ? .closed : .reusable)
    }

    private mutating func reset() {
        phase = .reset
        emit("RSET")
    }

    private mutating func fail(_ reason: String) {
        guard phase != .closed else { return }
        let wasStale = isReused && !hasAcceptedMail && phase == .dialogue
        switch phase {
        case .greeting, .hello, .plainHello: fillOutcomes(.unreachable(reason))
        case .reset: break
        default: fillOutcomes(.broken(phase: awaits ?? .mail, reason: reason))
        }
        finish(wasStale ? .stale : .closed)
    }

    private mutating func fillOutcomes(_ outcome: RelayOutcome) {
        for position in outcomes.indices where outcomes[position] == nil { outcomes[position] = outcome }
    }

    private mutating func finish(_ connection: ClientAction.Connection) {
        phase = connection == .reusable ? .idle : .closed
        if transaction != nil {
            transaction = nil
            fillOutcomes(.broken(phase: .connect, reason: "no outcome"))
            actions.append(.finished(outcomes.compactMap { $0 }, connection))
        }
        if connection != .reusable { actions.append(.close) }
    }

    /// Whether one recipient's outcome is that of all.
    private static func decides(_ outcome: RelayOutcome?, for unity: OutgoingTransaction.Unity) -> Bool {
        guard let outcome, unity != .none, !outcome.asksForAnotherTransaction else { return false }
        return switch outcome {
        case .answered(let reply, _): reply.isTransient || unity == .refusal && reply.isPermanent
        case .broken, .unreachable: true
        }
    }

    /// What a refusal means. A next hop that does not know our commands, wants them in another order, or wants us to log
    /// in first is set up wrongly: trouble of our own, and no word on the message (law 1).
    private static func refused(_ reply: Reply, _ phase: RelayPhase) -> RelayOutcome {
        switch reply.code {
        case 500, 502, 503, 504, 530: .broken(phase: phase, reason: "Not understood: \(reply)")
        default: .answered(reply, phase: phase)
        }
    }

    private static func relayPhase(_ expectation: Expectation) -> RelayPhase {
        switch expectation {
        case .xforward: .xforward
        case .mail: .mail
        case .recipient: .rcpt
        case .data: .data
        }
    }

    private mutating func emit(_ line: String) {
        actions.append(.send(Array(line.utf8) + [0x0D, 0x0A]))
    }

    private mutating func takeActions() -> [ClientAction] {
        defer { actions = [] }
        return actions
    }
}
