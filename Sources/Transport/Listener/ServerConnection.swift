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

    /// After the last reply the socket stays half open for so long, until the client closes: a full close with
    /// octets unread would reset the connection and take the reply with it.
    private static let linger = TimeAmount.seconds(2)

    private let shared: ListenerState
    /// In force when the client connected.
    private let settings: ListenerSettings
    private let origin: ConnectionOrigin
    private var session: ServerSession
    private var client: ClientInfo
    private var context: ChannelHandlerContext?

    private var admission: Admission?
    private var ticket: ContentBudget.Ticket?
    private var admissionTimeout: Scheduled<Void>?
    private var intake: ContentIntake?

    private var deadline: RequestDeadline
    /// What has come since the deadline was last looked at.
    private var receivedOctets = 0
    private var expiryCheck: (at: NIODeadline, task: Scheduled<Void>)?
    private var hasReadWaiting = false
    private var isClosing = false

    init(shared: ListenerState, origin: ConnectionOrigin, channel: any Channel) {
        self.shared = shared
        self.origin = origin
        settings = shared.settings
        client = origin.client(of: channel)
        let literal = client.localAddress.contains(":") ? "IPv6:\(client.localAddress)" : client.localAddress
        let hostname = settings.hostname ?? (literal.isEmpty ? "localhost" : "[\(literal)]")
        session = ServerSession(
            settings: ServerSettings(
                hostname: hostname, sizeLimit: settings.sizeLimit, maximumRecipients: settings.maximumRecipients),
            // Next hops are not looked up for whom is turned away.
            announcement: origin.allows(client, settings.accessList)
                ? shared.announcement(origin.placement, client) : .all)
        deadline = RequestDeadline(
            idleTimeout: TimeAmount(settings.idleTimeout), dataTimeout: TimeAmount(settings.dataTimeout))
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { channelActive(context: context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        let isDraining = shared.registry.opened(context.channel, client)
        guard origin.allows(client, settings.accessList) else {
            shared.noteDenial(client)
            return perform(session.turnAway(client.address))
        }
        perform(isDraining ? session.shutDown() : session.greet())
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        receivedOctets += buffer.readableBytes
        let actions = buffer.withUnsafeReadableBytes { session.received(Span(_unsafeBytes: $0)) }
        perform(actions)
    }

    /// Reading on is asked for here, and waits while the client's own reading is behind, or the session while it holds
    /// octets that it has not got to: an empty-handed one is let read ahead, for most clients send nothing then, and to
    /// turn reading off and on costs two system calls a message.
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
        expiryCheck?.task.cancel()
        expiryCheck = nil
        leaveAdmission()
        intake = nil
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
        var replied = false
        while let action = rest.popFirst() {
            guard let context else { return }
            switch action {
            case .send(let octets):
                context.write(wrapOutboundOut(ByteBuffer(bytes: octets)), promise: nil)
                replied = true
            case .admit(let admission): rest += admit(admission, context)
            case .content(let octets): rest += append(octets)
            case .dropContent: intake = nil
            case .endOfContent(let replacedOctets): rest += handOver(replacedOctets, context)
            case .close: close(context)
            }
        }
        context?.flush()
        deadline.note(session.phase, replied: replied, octetCount: receivedOctets, at: .now())
        receivedOctets = 0
        scheduleExpiryCheck()
        resumeReading()
    }

    private func admit(_ admission: Admission, _ context: ChannelHandlerContext) -> [ServerAction] {
        self.admission = admission
        let wanted = min(admission.declaredSize ?? settings.sizeLimit, settings.sizeLimit)
        let loop = context.eventLoop
        let connection = NIOLoopBound(self, eventLoop: loop)
        let answer = shared.budget.reserve(wanted) { reservation in
            loop.execute { connection.value.granted(reservation) }
        }
        switch answer {
        case .granted(let reservation): return beginContent(reservation)
        case .waiting(let ticket):
            self.ticket = ticket
            admissionTimeout = loop.assumeIsolated().scheduleTask(in: TimeAmount(settings.admissionWait)) {
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
        shared.noteShortage("no room for a content within \(settings.admissionWait)")
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
            intake = try ContentIntake(reservation)
        } catch {
            reservation.release()
            shared.noteShortage("no memory file for a content: \(error)")
            return session.refused(Self.noStorage)
        }
        return session.admitted()
    }

    private func append(_ octets: [UInt8]) -> [ServerAction] {
        do {
            try intake?.append(octets)
        } catch {
            shared.noteShortage("content cannot be kept: \(error)")
            return session.contentFailed(Self.noStorage)
        }
        return []
    }

    private func handOver(_ replacedOctets: Int, _ context: ChannelHandlerContext) -> [ServerAction] {
        let kept: (ContentFile, ContentBudget.Reservation)?
        do {
            kept = try intake?.seal()
        } catch {
            shared.noteShortage("content cannot be sealed: \(error)")
            kept = nil
        }
        intake = nil
        guard let admission, let (content, reservation) = kept else {
            // What came before the final dot in the same read could not be kept.
            let count = admission?.envelope.recipients.count ?? 0
            return session.finished(Array(repeating: Self.noStorage, count: count))
        }
        client.helo = admission.helo
        client.isForwarded = admission.isForwarded
        client.forwarded = admission.forwarded
        let message = ReceivedMessage(
            id: MailID(), client: client, sessionProtocol: admission.sessionProtocol, placement: origin.placement,
            envelope: admission.envelope, content: content, replacedOctets: replacedOctets, arrival: .now)
        self.admission = nil
        let loop = context.eventLoop
        let connection = NIOLoopBound(self, eventLoop: loop)
        let shared = shared
        shared.registry.messageBegan()
        let isSmall = content.byteCount <= EventLoopExecutor.largestContent
        Task(executorPreference: isSmall ? EventLoopExecutor(loop) : nil) {
            let replies = await shared.handler.handle(message)
            reservation.release()
            loop.execute {
                connection.value.judged(replies)
                shared.registry.messageEnded()
            }
        }
        return []
    }

    private func judged(_ replies: [Reply]) {
        guard context != nil else { return }
        perform(session.finished(replies))
    }

    private func close(_ context: ChannelHandlerContext) {
        isClosing = true
        intake = nil
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
        return isClosing || (session.wantsInput || !session.holdsInput) && context.channel.isWritable
    }

    private func resumeReading() {
        guard hasReadWaiting, mayRead else { return }
        hasReadWaiting = false
        context?.read()
    }

    /// One timer a connection, put off only when it goes off: most never do.
    private func scheduleExpiryCheck() {
        guard let expiry = deadline.expiry, let context, !isClosing else { return }
        if let expiryCheck {
            if expiryCheck.at <= expiry { return }
            expiryCheck.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: expiry) {
            self.expiryCheck = nil
            guard let expiry = self.deadline.expiry else { return }
            if expiry <= .now() {
                self.noteLoss("client took too long")
                self.perform(self.session.timedOut())
            } else {
                self.scheduleExpiryCheck()
            }
        }
        expiryCheck = (expiry, task)
    }
}
