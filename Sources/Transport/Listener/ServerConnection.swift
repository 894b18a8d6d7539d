import Descriptors
import Logging
import MailObject
import NIOCore
import SMTP

/// One client's connection: does what its ``ServerSession`` says, and nothing else.
///
/// Runs on its channel's event loop only.
final class ServerConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Sent down the pipeline when the listener goes down.
    struct Drain: Sendable {}

    /// What all connections of a listener share.
    struct Shared: Sendable {
        let settings: ListenerSettings
        let handler: any MessageHandler
        let budget: ContentBudget
        let registry: ConnectionRegistry
        let logger: Logger
        let announcement: @Sendable () -> Announcement
    }

    /// After the last reply the socket stays half open for so long, until the client closes: a full close with
    /// octets unread would reset the connection and take the reply with it.
    private static let linger = TimeAmount.seconds(2)

    private let shared: Shared
    private var session: ServerSession
    private var client = ClientInfo(address: "")
    private var context: ChannelHandlerContext?

    private var admission: Admission?
    private var ticket: ContentBudget.Ticket?
    private var admissionTimeout: Scheduled<Void>?
    private var reservation: ContentBudget.Reservation?
    private var writer: ContentWriter?

    private var expiry: NIODeadline?
    private var expiryCheck: (at: NIODeadline, task: Scheduled<Void>)?
    private var hasReadWaiting = false
    private var isClosing = false

    init(shared: Shared, channel: any Channel) {
        self.shared = shared
        client.address = channel.remoteAddress?.ipAddress ?? ""
        client.port = channel.remoteAddress?.port ?? 0
        client.localAddress = channel.localAddress?.ipAddress ?? ""
        client.localPort = channel.localAddress?.port ?? 0
        let literal = client.localAddress.contains(":") ? "IPv6:\(client.localAddress)" : client.localAddress
        let hostname = shared.settings.hostname ?? (literal.isEmpty ? "localhost" : "[\(literal)]")
        session = ServerSession(
            settings: ServerSettings(
                hostname: hostname, sizeLimit: shared.settings.sizeLimit,
                maximumRecipients: shared.settings.maximumRecipients),
            announcement: shared.announcement())
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { channelActive(context: context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        let isDraining = shared.registry.opened(context.channel)
        perform(isDraining ? session.shutDown() : session.greet())
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let actions = buffer.withUnsafeReadableBytes { session.received(Span(_unsafeBytes: $0)) }
        perform(actions)
    }

    /// Reading on is asked for here, and waits while the session or the client's own reading is behind.
    func read(context: ChannelHandlerContext) {
        if mayRead { context.read() } else { hasReadWaiting = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        resumeReading()
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is Drain: perform(session.shutDown())
        case ChannelEvent.inputClosed:
            if isClosing {
                context.close(promise: nil)
            } else {
                noteLoss("client closed the connection")
                perform(session.inputClosed())
            }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that resets a connection it has no more use for is no news.
        let level: Logger.Level = session.isIdle || session.phase == .closed ? .debug : .info
        shared.logger.log(level: level, "client [\(client.address)]:\(client.port): \(error)")
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        noteLoss("connection lost")
        shared.registry.closed(context.channel)
        expiry = nil
        expiryCheck?.task.cancel()
        leaveAdmission()
        dropContent()
        self.context = nil
        context.fireChannelInactive()
    }

    private func noteLoss(_ what: String) {
        guard session.phase == .content else { return }
        shared.logger.info("\(what) in DATA: content dropped, client [\(client.address)]:\(client.port)")
    }

    // MARK: Actions

    private func perform(_ actions: [ServerAction]) {
        var rest = actions[...]
        while let action = rest.popFirst() {
            guard let context else { return }
            switch action {
            case .send(let octets): context.write(wrapOutboundOut(ByteBuffer(bytes: octets)), promise: nil)
            case .admit(let admission): rest += admit(admission, context)
            case .content(let octets): rest += append(octets)
            case .dropContent: dropContent()
            case .endOfContent(let replacedOctets): rest += handOver(replacedOctets, context)
            case .close: close(context)
            }
        }
        context?.flush()
        setExpiry()
        resumeReading()
    }

    private func admit(_ admission: Admission, _ context: ChannelHandlerContext) -> [ServerAction] {
        self.admission = admission
        let wanted = min(admission.declaredSize ?? shared.settings.sizeLimit, shared.settings.sizeLimit)
        let loop = context.eventLoop
        let connection = NIOLoopBound(self, eventLoop: loop)
        let answer = shared.budget.reserve(wanted) { reservation in
            loop.execute { connection.value.granted(reservation) }
        }
        switch answer {
        case .granted(let reservation): return beginContent(reservation)
        case .waiting(let ticket):
            self.ticket = ticket
            admissionTimeout = loop.assumeIsolated().scheduleTask(in: TimeAmount(shared.settings.admissionWait)) {
                self.refuseAdmission()
            }
            return []
        }
    }

    private func granted(_ reservation: ContentBudget.Reservation) {
        // The client may have gone, or the wait been over, while the grant was on its way.
        guard ticket != nil else { return reservation.release() }
        leaveAdmission()
        perform(beginContent(reservation))
    }

    private func refuseAdmission() {
        guard let ticket, shared.budget.cancel(ticket) else { return }
        leaveAdmission()
        shared.logger.warning("no room for a content within \(shared.settings.admissionWait): 452")
        perform(session.refused(Self.noStorage))
    }

    private func leaveAdmission() {
        if let ticket { shared.budget.cancel(ticket) }
        ticket = nil
        admissionTimeout?.cancel()
        admissionTimeout = nil
    }

    private func beginContent(_ reservation: ContentBudget.Reservation) -> [ServerAction] {
        do {
            writer = try ContentWriter()
        } catch {
            shared.logger.warning("no memory file for a content: \(error): 452")
            reservation.release()
            return session.refused(Self.noStorage)
        }
        self.reservation = reservation
        return session.admitted()
    }

    private func append(_ octets: [UInt8]) -> [ServerAction] {
        guard var writer = writer.take() else { return [] }
        do {
            try writer.append(octets)
        } catch {
            shared.logger.warning("content cannot be kept: \(error): 452")
            return session.contentFailed(Self.noStorage)
        }
        if let reservation, writer.byteCount > reservation.byteCount { reservation.resize(to: writer.byteCount) }
        self.writer = consume writer
        return []
    }

    private func handOver(_ replacedOctets: Int, _ context: ChannelHandlerContext) -> [ServerAction] {
        guard let admission, let writer = writer.take() else {
            // What came before the final dot in the same read could not be kept.
            let count = admission?.envelope.recipients.count ?? 0
            dropContent()
            return session.finished(Array(repeating: Self.noStorage, count: count))
        }
        let content: ContentFile
        do {
            content = try writer.seal()
        } catch {
            shared.logger.warning("content cannot be sealed: \(error): 452")
            dropContent()
            return session.finished(Array(repeating: Self.noStorage, count: admission.envelope.recipients.count))
        }
        client.helo = admission.helo
        client.forwarded = admission.forwarded
        let message = ReceivedMessage(
            id: MailID(), client: client, sessionProtocol: admission.sessionProtocol, envelope: admission.envelope,
            content: content, replacedOctets: replacedOctets, arrival: .now)
        let reservation = reservation
        self.reservation = nil
        self.admission = nil
        reservation?.resize(to: content.byteCount)
        let loop = context.eventLoop
        let connection = NIOLoopBound(self, eventLoop: loop)
        let shared = shared
        shared.registry.workBegan()
        Task {
            let replies = await shared.handler.handle(message)
            reservation?.release()
            loop.execute {
                connection.value.judged(replies)
                shared.registry.workEnded()
            }
        }
        return []
    }

    private func judged(_ replies: [Reply]) {
        guard context != nil else { return }
        perform(session.finished(replies))
    }

    private func dropContent() {
        _ = writer.take()
        reservation?.release()
        reservation = nil
    }

    private func close(_ context: ChannelHandlerContext) {
        isClosing = true
        dropContent()
        let channel = context.channel
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
        written.futureResult.whenComplete { _ in channel.close(mode: .output, promise: nil) }
        expiryCheck?.task.cancel()
        let end = NIODeadline.now() + Self.linger
        expiryCheck = (end, context.eventLoop.scheduleTask(deadline: end) { channel.close(promise: nil) })
    }

    private static let noStorage = Reply(452, EnhancedCode(4, 3, 1), "Insufficient system storage, try again later")

    // MARK: Reading and time

    private var mayRead: Bool {
        guard let context else { return false }
        return isClosing || session.wantsInput && context.channel.isWritable
    }

    private func resumeReading() {
        guard hasReadWaiting, mayRead else { return }
        hasReadWaiting = false
        context?.read()
    }

    /// One timer a connection, put off only when it goes off: most never do.
    private func setExpiry() {
        switch session.phase {
        case .command: expiry = .now() + TimeAmount(shared.settings.idleTimeout)
        case .content: expiry = .now() + TimeAmount(shared.settings.dataTimeout)
        case .admission, .judgement, .closed: expiry = nil
        }
        scheduleExpiryCheck()
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
                self.noteLoss("client timed out")
                self.perform(self.session.timedOut())
            } else {
                self.scheduleExpiryCheck()
            }
        }
        expiryCheck = (expiry, task)
    }
}
