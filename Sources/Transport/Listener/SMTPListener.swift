import Glibc
public import Logging
public import MailObject
public import NIOCore
import NIOPosix
public import SMTP
public import ServiceLifecycle
import Synchronization

/// Takes SMTP and LMTP connections and hands each message to a ``MessageHandler``.
///
/// As a service it listens until it is told to stop; then it stops accepting, answers 421 where no transaction is
/// open, lets the others finish, and returns. It refuses no connection while it lives (law 13); where descriptors are
/// used up connections wait in the kernel's queue until some come back.
public final class SMTPListener: Service {
    private struct State {
        var channels: [any Channel] = []
        var addresses: [Endpoint] = []
        /// Where a socket ended that nobody had closed.
        var lost: Endpoint?
    }

    private let shared: ListenerState
    private let group: any EventLoopGroup
    private let state = Mutex(State())

    /// Makes a listener; ``bind()`` or ``run()`` starts it.
    ///
    /// - Parameter announcement: what to promise to a client of a place, asked once a connection; see
    ///   ``NextHopClient/announcement(for:)``.
    public init(
        settings: ListenerSettings, handler: any MessageHandler, logger: Logger,
        group: any EventLoopGroup = EventLoops.shared,
        announcement: @escaping @Sendable (Placement, ClientInfo) -> Announcement = { _, _ in .all }
    ) {
        self.group = group
        shared = ListenerState(settings, handler: handler, logger: logger, announcement: announcement)
    }

    /// Where it listens, in the order of the settings, with the ports the system chose; empty before ``bind()``.
    public var boundAddresses: [Endpoint] { state.withLock { $0.addresses } }

    /// The octets of all contents in flight.
    public var bytesInFlight: Int { shared.budget.usedBytes }

    /// How many messages wait for room before their 354.
    public var waitingCount: Int { shared.budget.waitingCount }

    /// How many connections are open.
    public var connectionCount: Int { shared.registry.connectionCount }

    /// How many messages have come and have no answer yet.
    public var messageCount: Int { shared.registry.messageCount }

    /// Whether a connection with that remote address and port is open now: whether a connection of our own leads to us.
    /// Never with port 0: the ends of UNIX sockets are all alike.
    ///
    /// - Complexity: O(n) in the number of connections.
    public func isConnected(from address: String, port: Int) -> Bool {
        shared.registry.isConnected(from: address, port: port)
    }

    /// Puts other settings in force for the connections that come from now on; those that are open keep theirs. Where
    /// it listens does not change.
    public func apply(_ settings: ListenerSettings) {
        shared.settings = settings
    }

    /// Starts to listen at all places; does nothing if it does already.
    ///
    /// - Throws: ``ListenerError`` for the first place that cannot be had; none is listened on then.
    public func bind() async throws {
        if !boundAddresses.isEmpty { return }
        let settings = shared.settings
        var sockets: [ListeningSocket] = []
        do {
            for place in settings.places { sockets.append(try ListeningSocket(place, mode: settings.socketMode)) }
        } catch {
            for socket in sockets { socket.abandon() }
            throw error
        }
        var channels: [any Channel] = []
        do {
            for socket in sockets { channels.append(try await listen(on: socket)) }
        } catch {
            for channel in channels { try? await channel.close() }
            for socket in sockets.dropFirst(channels.count) { socket.abandon() }
            throw error
        }
        state.withLock { state in
            state.channels = channels
            state.addresses = sockets.map(\.endpoint)
        }
        shared.logger.info("listening on \(sockets.map(\.description).joined(separator: ", "))")
    }

    /// Listens until the service group shuts down and the last transaction has its answer.
    ///
    /// A task that is cancelled waits for no answer: connections are closed, and what was in work stays with the
    /// clients. Should a socket end by itself, the listener goes down: a daemon that lives and does not hear is worse
    /// than one that is started again.
    ///
    /// - Throws: ``ListenerError``.
    public func run() async throws {
        try await bind()
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await shared.registry.waitUntilDone()
            } onGracefulShutdown: {
                self.shutDown()
            }
        } onCancel: {
            for channel in self.stopAccepting() { channel.close(promise: nil) }
            self.shared.registry.abandon()
        }
        if let lost = state.withLock({ $0.lost }) {
            throw ListenerError(lost, cause: "the socket has ended", remedy: "start Tamis again")
        }
    }

    /// Begins to go down; ``run()`` returns when all is done.
    public func shutDown() {
        for channel in stopAccepting() {
            channel.pipeline.fireUserInboundEventTriggered(ServerConnection.Drain())
        }
    }

    private func stopAccepting() -> [any Channel] {
        let channels = state.withLock { state in
            defer { state.channels = [] }
            return state.channels
        }
        for channel in channels { channel.close(promise: nil) }
        return shared.registry.drain()
    }

    private func listen(on socket: ListeningSocket) async throws -> any Channel {
        let shared = shared
        let origin = ConnectionOrigin(endpoint: socket.endpoint, placement: socket.place.placement)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptPause { shared.noteAcceptError($0, socket.endpoint) })
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ServerConnection(shared: shared, origin: origin, channel: channel))
                }
            }
        let channel: any Channel
        do {
            channel = try await bootstrap.withBoundSocket(socket.descriptor).get()
        } catch {
            throw ListenerError(socket.endpoint, number: (error as? IOError)?.errnoCode ?? EINVAL)
        }
        // NIO has asked for 128.
        Glibc.listen(socket.descriptor, Int32(clamping: shared.settings.backlog))
        shared.registry.socketOpened()
        // The end takes a UNIX socket's file away: `run()` returns after that, not before.
        channel.closeFuture.whenComplete { _ in
            socket.file?.remove()
            self.noteEnd(of: channel, at: socket.endpoint)
            shared.registry.socketClosed()
        }
        return channel
    }

    private func noteEnd(of channel: any Channel, at endpoint: Endpoint) {
        let isLost = state.withLock { state in
            guard state.channels.contains(where: { $0 === channel }) else { return false }
            state.lost = endpoint
            return true
        }
        guard isLost else { return }
        shared.logger.critical("\(endpoint): the socket has ended, nobody can connect there: going down")
        shutDown()
    }
}

extension ListeningSocket: CustomStringConvertible {
    /// `127.0.0.1:10024`, and what is special about it.
    var description: String {
        var notes: [String] = []
        if place.placement == .beforeQueue { notes.append("before the queue") }
        if case .inherited = place.socket { notes.append("handed over by the service manager") }
        return endpoint.description + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
    }
}
