import MailObject
import NIOCore
import SMTP

/// One connection to the next hop: does what its ``ClientSession`` says, and nothing else.
///
/// Runs on its channel's event loop only.
final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How a transaction ended.
    struct Result: Sendable {
        let outcomes: [RelayOutcome]
        /// The connection, if it stands and can be used again.
        let reusable: PooledConnection?
        /// Whether nothing was accepted because the connection had died since it was used last.
        let wasStale: Bool
    }

    /// What a fresh connection is made for.
    enum First: Sendable {
        case transaction(OutgoingTransaction, EventLoopPromise<Result>)
        /// To hear what the next hop announces; the promise gets the connection, idle.
        case probe(EventLoopPromise<PooledConnection>)
    }

    private let settings: NextHopSettings
    private let greeted: @Sendable (NextHopExtensions) -> Void
    /// Called when the connection can take another transaction no more.
    private let ended: @Sendable () -> Void
    private var session: ClientSession
    private var context: ChannelHandlerContext?

    private var transaction: OutgoingTransaction?
    private var promise: EventLoopPromise<Result>?
    private var probe: EventLoopPromise<PooledConnection>?
    private var deadline = NIODeadline.distantFuture
    private var cursor: ContentCursor?
    private var unflushed = 0

    private var expiry: NIODeadline?
    private var expiryCheck: (at: NIODeadline, task: Scheduled<Void>)?
    private var lastPhase: RelayPhase?
    private var hasReportedGreeting = false

    init(
        settings: NextHopSettings, first: First, greeted: @escaping @Sendable (NextHopExtensions) -> Void,
        ended: @escaping @Sendable () -> Void
    ) {
        self.settings = settings
        self.greeted = greeted
        self.ended = ended
        session = ClientSession(protocol: settings.nextHopProtocol, heloName: settings.heloName)
        switch first {
        case .transaction(let transaction, let promise):
            self.transaction = transaction
            self.promise = promise
        case .probe(let promise): probe = promise
        }
    }

    /// Makes another transaction on the connection.
    func begin(_ transaction: OutgoingTransaction, promise: EventLoopPromise<Result>) {
        guard self.promise == nil else {
            let outcome = RelayOutcome.unreachable("the connection is not free")
            let outcomes = Array(repeating: outcome, count: transaction.envelope.recipients.count)
            return promise.succeed(Result(outcomes: outcomes, reusable: nil, wasStale: true))
        }
        self.transaction = transaction
        self.promise = promise
        begin()
    }

    /// Says QUIT and closes, if no transaction is on.
    func quit() {
        guard promise == nil else { return }
        perform(session.quit())
    }

    private func begin() {
        guard let transaction else { return }
        deadline = .now() + TimeAmount(max(.zero, transaction.deadline - .now))
        perform(session.begin(transaction))
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin() }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let actions = buffer.withUnsafeReadableBytes { session.received(Span(_unsafeBytes: $0)) }
        if session.hasGreeted, !hasReportedGreeting {
            hasReportedGreeting = true
            greeted(session.extensions)
        }
        perform(actions)
        if session.isIdle, let probe, let pooled {
            self.probe = nil
            probe.succeed(pooled)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        sendContent()
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        perform(session.disconnected(String(describing: error)))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        perform(session.disconnected("connection closed by the next hop"))
        expiry = nil
        expiryCheck?.task.cancel()
        probe?.fail(ChannelError.eof)
        probe = nil
        self.context = nil
        ended()
        context.fireChannelInactive()
    }

    // MARK: Actions

    private func perform(_ actions: [ClientAction]) {
        var rest = actions[...]
        while let action = rest.popFirst() {
            switch action {
            case .send(let octets): write(octets)
            case .inspectContent: rest += inspectContent()
            case .sendContent:
                cursor = transaction.map { ContentCursor($0.content) }
                setExpiry(restart: true)
                sendContent()
            case .finished(let outcomes, let connection):
                transaction = nil
                cursor = nil
                if connection != .reusable { ended() }
                let promise = promise
                self.promise = nil
                promise?.succeed(
                    Result(
                        outcomes: outcomes, reusable: connection == .reusable ? pooled : nil,
                        wasStale: connection == .stale))
            case .close:
                context?.flush()
                context?.close(promise: nil)
            }
        }
        context?.flush()
        setExpiry(restart: false)
    }

    private var pooled: PooledConnection? {
        context.map { PooledConnection(channel: $0.channel, handler: NIOLoopBound(self, eventLoop: $0.eventLoop)) }
    }

    private func write(_ octets: [UInt8]) {
        context?.write(wrapOutboundOut(ByteBuffer(bytes: octets)), promise: nil)
    }

    private func inspectContent() -> [ClientAction] {
        guard let transaction else { return [] }
        var cursor = ContentCursor(transaction.content)
        do throws(ContentCursor.Truncated) {
            return session.contentInspected(hasEightBitOctets: try cursor.hasEightBitOctets())
        } catch {
            return session.disconnected("content cannot be read")
        }
    }

    /// Sends as much as the socket takes; the final dot when all of it has left us and time is not over.
    ///
    /// A content of one chunk takes its dot along: on a connection where all else is answered, the socket's buffer has
    /// room for both.
    private func sendContent() {
        guard let context, session.awaits == .content else { return }
        var wire: [UInt8] = []
        var isFirst = unflushed == 0
        while var cursor, context.channel.isWritable {
            wire.removeAll(keepingCapacity: true)
            do throws(ContentCursor.Truncated) {
                let chunk = try cursor.next()
                session.encode(chunk.span, into: &wire)
            } catch {
                return perform(session.disconnected("content cannot be read"))
            }
            self.cursor = cursor.isAtEnd ? nil : cursor
            if isFirst, cursor.isAtEnd, deadline > .now() {
                session.endContent(into: &wire)
                return perform([.send(wire)])
            }
            isFirst = false
            writeContent(wire, context)
        }
        if cursor == nil, unflushed == 0 { endContent() }
    }

    private func writeContent(_ wire: [UInt8], _ context: ChannelHandlerContext) {
        unflushed += 1
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { result in
            self.unflushed -= 1
            guard case .success = result else { return }
            self.setExpiry(restart: true)
            if self.cursor == nil, self.unflushed == 0 { self.endContent() }
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: wire)), promise: promise)
    }

    private func endContent() {
        guard session.awaits == .content else { return }
        if deadline <= .now() { return perform(session.disconnected("no time left")) }
        var wire: [UInt8] = []
        session.endContent(into: &wire)
        perform([.send(wire)])
    }

    // MARK: Time

    /// Every step has its time; all but the last two end at the transaction's deadline too.
    private func setExpiry(restart: Bool) {
        let phase = session.awaits
        guard let phase else {
            lastPhase = nil
            expiry = nil
            return
        }
        if phase == lastPhase, !restart, phase != .rcpt { return }
        lastPhase = phase
        let ownEnd = NIODeadline.now() + TimeAmount(timeout(in: phase))
        expiry = phase == .dot || session.isResetting ? ownEnd : min(ownEnd, deadline)
        scheduleExpiryCheck()
    }

    private func timeout(in phase: RelayPhase) -> Duration {
        if session.isResetting { return settings.timeouts.reset }
        return switch phase {
        case .connect: settings.timeouts.connect
        case .ehlo, .xforward, .mail, .rcpt: settings.timeouts.command
        case .data: settings.timeouts.data
        case .content: settings.timeouts.content
        case .dot: settings.timeouts.endOfData
        }
    }

    private func scheduleExpiryCheck() {
        guard let expiry, let context else { return }
        if let expiryCheck {
            if expiryCheck.at <= expiry { return }
            expiryCheck.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: expiry) {
            self.expiryCheck = nil
            guard let expiry = self.expiry else { return }
            if expiry <= .now() {
                self.perform(self.session.disconnected("Timed out"))
            } else {
                self.scheduleExpiryCheck()
            }
        }
        expiryCheck = (expiry, task)
    }
}
