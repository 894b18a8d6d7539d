public import MailObject

/// One SMTP or LMTP dialogue from the server's side: octets in, actions out.
///
/// ```
/// S: 220 [127.0.0.1] ESMTP tamis service ready
/// C: EHLO mx.example.org
/// S: 250-[127.0.0.1] …
/// C: MAIL FROM:<a@example.org> / RCPT TO:<b@example.net> / DATA      (pipelined)
/// S: 250 2.1.0 Sender <a@example.org> OK / 250 2.1.5 Recipient <b@example.net> OK
///    admit → admitted()
/// S: 354 End data with <CR><LF>.<CR><LF>
///    content …, endOfContent → finished([reply])
/// ```
///
/// It never waits by itself: after `admit` and `endOfContent` it holds what arrives until it is answered, and
/// ``wantsInput`` is false. Total on any octets, the same for any split of them (laws 6 and 7).
///
/// Source: RFC 5321, RFC 2033, RFC 2920 (pipelining), RFC 1870 (SIZE).
public struct ServerSession: Sendable {
    /// What the session waits for.
    public enum Phase: Hashable, Sendable {
        /// A command.
        case command
        /// The edge's word on an `admit`.
        case admission
        /// Content.
        case content
        /// The edge's word on an `endOfContent`.
        case judgement
        /// Nothing: it is over.
        case closed
    }

    /// The longest command line.
    ///
    /// Postfix takes 2,048 octets from its clients (`line_length_limit`) and makes more of them: a recipient of
    /// 2,000 octets over 127 comes with itself in ORCPT, encoded in three octets each.
    public static let maximumLineOctets = 1 << 14
    /// An endless line is read to its end up to here, then the connection is closed: no mail client sends that.
    public static let maximumDiscardedOctets = 1 << 20
    /// After so many lines that are no commands in one connection it is closed, as Postfix does
    /// (`smtpd_hard_error_limit`). Refused recipients do not count: a client in good faith is never cut off (law 13).
    public static let maximumUnrecognizedCommands = 20
    /// How much is held while the edge is awaited, should it read on against ``wantsInput``.
    public static let maximumPendingOctets = 1 << 18

    let settings: ServerSettings
    /// What EHLO promises; the edge may renew it at any time, for the next EHLO.
    public var announcement: Announcement
    /// What the session waits for.
    public internal(set) var phase = Phase.command
    /// How the client greeted us; nil before it did.
    public internal(set) var sessionProtocol: SessionProtocol?

    /// What the last greeting promised; the edge may have renewed ``announcement`` since.
    var promised: Announcement
    var helo = ""
    /// What XFORWARD told since the last transaction; nil if it did not come.
    var forwarded: [XFORWARDAttribute: String]?
    var transaction: Transaction?
    var isShuttingDown = false

    private var output: [UInt8] = []
    private var actions: [ServerAction] = []
    private var lines = CommandLineReader()
    private var unrecognizedCommands = 0
    /// Nothing more is taken in: the client has closed its side, or sent far more than it was asked to.
    private var isInputOver = false
    private var decoder = DataDecoder()
    private var contentOctets = 0
    private var contentRefusal: Reply?

    /// A transaction that MAIL has opened.
    struct Transaction: Sendable {
        var reversePath: Path
        var parameters: [ESMTPParameter]
        var declaredSize: Int?
        var recipients: [Recipient] = []
    }

    /// Starts a dialogue; ``greet()`` comes first.
    public init(settings: ServerSettings, announcement: Announcement = .all) {
        self.settings = settings
        self.announcement = announcement
        promised = announcement
    }

    /// Whether the edge should read on. False while it is awaited itself: back-pressure on what is pipelined.
    public var wantsInput: Bool { phase == .command || phase == .content }

    /// Whether octets have come that it has not got to yet.
    public var holdsInput: Bool { !lines.isEmpty }

    /// Whether no transaction is open, so that the connection may be closed without a loss.
    public var isIdle: Bool { phase == .command && transaction == nil }

    /// The greeting.
    public mutating func greet() -> [ServerAction] {
        send(Reply(220, nil, "\(settings.hostname) ESMTP tamis service ready"))
        return takeActions()
    }

    /// A client that may not hand over mail: 421 in place of the greeting. Not 554: a mistake in our own list must not
    /// bounce mail.
    public mutating func turnAway(_ address: String) -> [ServerAction] {
        close(
            with: Reply(
                421, EnhancedCode(4, 7, 1),
                "\(settings.hostname) Access denied for [\(address)], see smtp.inet_acl"))
        return takeActions()
    }

    /// Takes octets from the client.
    ///
    /// - Complexity: O(n) over all calls.
    public mutating func received(_ bytes: Span<UInt8>) -> [ServerAction] {
        var rest = bytes.extracting(0..<bytes.count)
        // Content goes straight from the network buffer through the decoder, without a stay in ours.
        if phase == .content, lines.isEmpty {
            let count = decode(rest)
            rest = rest.extracting(count..<rest.count)
        }
        if phase == .closed { return takeActions() }
        if isInputOver { return takeActions() }
        if !wantsInput, lines.pendingCount + rest.count > Self.maximumPendingOctets {
            isInputOver = true
        } else {
            lines.append(rest)
        }
        process()
        return takeActions()
    }

    /// The edge has room: 354 goes out.
    public mutating func admitted() -> [ServerAction] {
        guard phase == .admission else { return [] }
        phase = .content
        decoder = DataDecoder()
        contentOctets = 0
        contentRefusal = nil
        send(Reply(354, nil, "End data with <CR><LF>.<CR><LF>"))
        process()
        return takeActions()
    }

    /// The edge has no room: DATA is refused, the transaction stays.
    public mutating func refused(_ reply: Reply) -> [ServerAction] {
        guard phase == .admission else { return [] }
        phase = .command
        send(reply)
        process()
        return takeActions()
    }

    /// The edge cannot keep the content: what is left of it is read and forgotten, then this is the answer.
    public mutating func contentFailed(_ reply: Reply) -> [ServerAction] {
        guard phase == .content, contentRefusal == nil else { return [] }
        contentRefusal = reply
        emit(.dropContent)
        return takeActions()
    }

    /// The message has been dealt with: one reply per recipient, in RCPT order.
    ///
    /// LMTP sends them all, SMTP one made of them (``Reply/merged(_:)``). Where replies are missing, 451 stands in.
    public mutating func finished(_ replies: [Reply]) -> [ServerAction] {
        guard phase == .judgement else { return [] }
        finish(replies)
        process()
        return takeActions()
    }

    /// We are going down: 421 now if no transaction is open, else behind the answer to the one that is.
    public mutating func shutDown() -> [ServerAction] {
        isShuttingDown = true
        closeIfShuttingDown()
        return takeActions()
    }

    /// The client has been silent for too long.
    public mutating func timedOut() -> [ServerAction] {
        guard phase == .command || phase == .content else { return [] }
        close(with: Reply(421, EnhancedCode(4, 4, 2), "\(settings.hostname) timed out, closing channel"))
        return takeActions()
    }

    /// The client will send no more. What it has sent in full is still answered; a content without its end is
    /// dropped, and never handed on.
    public mutating func inputClosed() -> [ServerAction] {
        isInputOver = true
        process()
        return takeActions()
    }

    // MARK: Steps

    private mutating func process() {
        while true {
            switch phase {
            case .content:
                let held = lines.takePending()
                let count = decode(held.span)
                lines.append(held.span.extracting(count..<held.count))
                if phase == .content { return endIfInputIsOver() }
            case .command:
                guard let line = lines.next() else { return endIfInputIsOver() }
                received(line)
            case .admission, .judgement, .closed: return
            }
        }
    }

    private mutating func endIfInputIsOver() {
        guard isInputOver else { return }
        close(with: Reply(421, EnhancedCode(4, 4, 2), "\(settings.hostname) closing channel"))
    }

    private mutating func received(_ line: CommandLineReader.Line) {
        switch line {
        case .complete(let octets):
            do throws(CommandRefusal) {
                let command = try Command(line: octets)
                answer(command)
            } catch {
                refuse(error.reply)
            }
        case .tooLong: refuse(Reply(500, EnhancedCode(5, 5, 2), "Error: line too long"))
        case .endless: close(with: Reply(421, EnhancedCode(4, 7, 0), "\(settings.hostname) Error: endless line"))
        }
    }

    private mutating func refuse(_ reply: Reply) {
        if reply.code == 500 || reply.code == 502 {
            unrecognizedCommands += 1
            if unrecognizedCommands >= Self.maximumUnrecognizedCommands {
                return close(with: Reply(421, EnhancedCode(4, 7, 0), "\(settings.hostname) Error: too many errors"))
            }
        }
        send(reply)
    }

    private mutating func decode(_ bytes: Span<UInt8>) -> Int {
        var content: [UInt8] = []
        content.reserveCapacity(bytes.count + 1)
        let count = decoder.decode(bytes, into: &content)
        contentOctets += content.count
        if contentOctets > settings.sizeLimit, contentRefusal == nil {
            contentRefusal = Reply(
                552, EnhancedCode(5, 3, 4), "Message size exceeds size limit (\(settings.sizeLimit) B)")
            emit(.dropContent)
        }
        if contentRefusal == nil, !content.isEmpty { emit(.content(content)) }
        if decoder.isFinished {
            phase = .judgement
            if let contentRefusal {
                finish(Array(repeating: contentRefusal, count: transaction?.recipients.count ?? 1))
            } else {
                emit(.endOfContent(replacedOctets: decoder.replacedOctets))
            }
        }
        return count
    }

    private mutating func finish(_ replies: [Reply]) {
        let count = transaction?.recipients.count ?? 0
        let missing = max(0, count - replies.count)
        let complete = replies.prefix(count).map(\.asAnswerToContent) + Array(repeating: .noOutcome, count: missing)
        phase = .command
        if sessionProtocol == .lmtp {
            for reply in complete { send(reply) }
        } else {
            send(Reply.merged(complete))
        }
        resetTransaction()
    }

    /// Ends the transaction; what XFORWARD told was for it only.
    mutating func resetTransaction() {
        transaction = nil
        forwarded = nil
        closeIfShuttingDown()
    }

    private mutating func closeIfShuttingDown() {
        guard isShuttingDown, isIdle else { return }
        close(
            with: Reply(
                421, EnhancedCode(4, 3, 2), "\(settings.hostname) Service shutting down, closing channel"))
    }

    mutating func close(with reply: Reply) {
        guard phase != .closed else { return }
        send(reply)
        emit(.close)
        phase = .closed
    }

    mutating func send(_ reply: Reply) {
        reply.append(to: &output)
    }

    mutating func emit(_ action: ServerAction) {
        if !output.isEmpty {
            actions.append(.send(output))
            output = []
        }
        actions.append(action)
    }

    private mutating func takeActions() -> [ServerAction] {
        if !output.isEmpty {
            actions.append(.send(output))
            output = []
        }
        defer { actions = [] }
        return actions
    }
}
