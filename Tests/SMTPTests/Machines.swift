import Descriptors
import MailObject
import SMTP

/// Octets of text, for inputs.
func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Octets as text that shows what cannot be seen.
func shown(_ octets: some Sequence<UInt8>) -> String {
    octets.map { octet in
        switch octet {
        case 0x0D: "\\r"
        case 0x0A: "\\n"
        case 0x20..<0x7F: String(UnicodeScalar(octet))
        default: "\\x" + String(octet, radix: 16)
        }
    }.joined()
}

/// Every way to cut `input` into two, and into three when it is short.
func cuts(of input: [UInt8], pairsUpTo limit: Int = 120) -> [[ArraySlice<UInt8>]] {
    var result = (0...input.count).map { [input[..<$0], input[$0...]] }
    if input.count <= limit {
        for first in 0...input.count {
            for second in first...input.count {
                result.append([input[..<first], input[first..<second], input[second...]])
            }
        }
    }
    result.append(input.indices.map { input[$0...$0] })
    return result
}

/// A server session with an edge that admits, keeps and answers at once, as told, or when it is asked to.
struct ServerBench {
    struct Message: Hashable {
        var admission: Admission
        var content: [UInt8]
        var replacedOctets: Int
    }

    var session: ServerSession
    var output: [UInt8] = []
    var messages: [Message] = []
    var isClosed = false
    /// What the edge says to an admission: nil admits.
    var refusal: Reply?
    /// What the handler answers; by default 250 for each.
    var answer: (Admission) -> [Reply] = { admission in
        admission.envelope.recipients.map { _ in Reply(250, EnhancedCode(2, 0, 0), "Ok") }
    }
    /// Whether the edge answers only in ``answerPending()``.
    var isSlow = false
    private var open: (admission: Admission, content: [UInt8])?

    init(sizeLimit: Int = 1 << 20, maximumRecipients: Int = 1000, announcement: Announcement = .all) {
        session = ServerSession(
            settings: ServerSettings(
                hostname: "[127.0.0.1]", sizeLimit: sizeLimit, maximumRecipients: maximumRecipients),
            announcement: announcement)
    }

    mutating func receive(_ input: some Collection<UInt8>) {
        perform(session.received(Array(input).span))
    }

    mutating func receive(_ text: String) { receive(octets(text)) }

    mutating func perform(_ actions: [ServerAction]) {
        for action in actions {
            switch action {
            case .send(let octets): output += octets
            case .admit(let admission):
                open = (admission, [])
                if !isSlow { perform(answered()) }
            case .content(let octets): open?.content += octets
            case .dropContent: open?.content = []
            case .endOfContent(let replacedOctets):
                guard let message = open else { return }
                messages.append(
                    Message(
                        admission: message.admission, content: message.content, replacedOctets: replacedOctets))
                if !isSlow { perform(answered()) }
            case .close: isClosed = true
            }
        }
    }

    /// Says what the session waits for, as long as it waits.
    mutating func answerPending() {
        while session.phase == .admission || session.phase == .judgement { perform(answered()) }
    }

    private mutating func answered() -> [ServerAction] {
        guard let admission = open?.admission else { return [] }
        if session.phase == .judgement { return session.finished(answer(admission)) }
        return refusal.map { session.refused($0) } ?? session.admitted()
    }

    /// The codes of the replies so far; continuation lines left out.
    var codes: [String] {
        text.split(separator: "\r\n").filter { !$0.dropFirst(3).hasPrefix("-") }.map { String($0.prefix(3)) }
    }

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// A transaction for client sessions.
func transaction(
    from sender: String = "a@example.org", to recipients: [String] = ["b@example.net"],
    mailParameters: [ESMTPParameter] = [], recipientParameters: [ESMTPParameter] = [],
    forwarded: [XFORWARDAttribute: String] = [:], content: String = "Subject: x\r\n\r\nHello\r\n",
    allOrNothing: Bool = false
) throws -> OutgoingTransaction {
    let envelope = Envelope(
        reversePath: Path(sender), mailParameters: mailParameters,
        recipients: recipients.map { Recipient(forwardPath: Path($0), parameters: recipientParameters) })
    return try transaction(
        envelope: envelope, forwarded: forwarded, content: octets(content), allOrNothing: allOrNothing)
}

/// A transaction for client sessions, of an envelope that is there.
func transaction(
    envelope: Envelope, forwarded: [XFORWARDAttribute: String], content: [UInt8], allOrNothing: Bool = false
) throws -> OutgoingTransaction {
    let file = try ContentFile.holding(content)
    return OutgoingTransaction(
        client: ClientInfo(address: "127.0.0.1", forwarded: forwarded), envelope: envelope,
        content: OutgoingContent(file: file, pieces: [.range(0..<file.byteCount)]), deadline: .now + .seconds(300),
        unity: allOrNothing ? .deferral : .none)
}

/// A client session with an edge that sends the content at once.
struct ClientBench {
    var session: ClientSession
    var output: [UInt8] = []
    var outcomes: [RelayOutcome]?
    var connection: ClientAction.Connection?
    var isClosed = false
    private var current: OutgoingTransaction?

    init(_ nextHopProtocol: NextHopProtocol = .smtp) {
        session = ClientSession(protocol: nextHopProtocol, heloName: "filter")
    }

    mutating func begin(_ transaction: OutgoingTransaction) {
        current = transaction
        outcomes = nil
        connection = nil
        perform(session.begin(transaction))
    }

    mutating func receive(_ input: some Collection<UInt8>) {
        perform(session.received(Array(input).span))
    }

    /// Replies one after the other: the one to the content comes after the content.
    mutating func receive(_ text: String) {
        let go = "354 go\r\n"
        let parts = text.split(separator: go, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            receive(octets(String(part) + (index < parts.count - 1 ? go : "")))
        }
    }

    mutating func perform(_ actions: [ClientAction]) {
        for action in actions {
            switch action {
            case .send(let octets): output += octets
            case .inspectContent:
                let hasEightBit = content.contains { $0 >= 0x80 }
                perform(session.contentInspected(hasEightBitOctets: hasEightBit))
            case .sendContent:
                var wire: [UInt8] = []
                session.encode(content.span, into: &wire)
                output += wire
                var end: [UInt8] = []
                session.endContent(into: &end)
                perform([.send(end)])
            case .finished(let outcomes, let connection):
                self.outcomes = outcomes
                self.connection = connection
            case .close: isClosed = true
            }
        }
    }

    private var content: [UInt8] {
        guard let content = current?.content else { return [] }
        return content.file.bytes(in: 0..<content.file.byteCount)
    }

    /// All that was sent since the last ``takeOutput()``.
    var text: String { String(decoding: output, as: UTF8.self) }

    /// The outcomes as those of a transcript tell them.
    var told: [String] {
        (outcomes ?? []).map { outcome in
            switch outcome {
            case .answered(let reply, let phase): "\(reply.code) \(phase.rawValue)"
            case .unreachable: "unreachable"
            case .broken(let phase, _): "broken \(phase.rawValue)"
            }
        } + (connection.map { ["\($0)"] } ?? [])
    }

    /// What was sent since the last call.
    mutating func takeOutput() -> String {
        defer { output = [] }
        return String(decoding: output, as: UTF8.self)
    }
}
