import Glibc
public import Logging
public import NIOCore
import NIOPosix
public import SMTP
public import ServiceLifecycle
import Synchronization

/// Takes SMTP and LMTP connections and hands each message to a ``MessageHandler``.
///
/// As a service it listens until it is told to stop; then it stops accepting, answers 421 where no transaction is
/// open, lets the others finish, and returns. It refuses no connection while it lives (law 13).
public final class SMTPListener: Service {
    private struct State {
        var channels: [any Channel] = []
        var addresses: [Endpoint] = []
    }

    private let shared: ServerConnection.Shared
    private let group: any EventLoopGroup
    private let state = Mutex(State())

    /// Makes a listener; ``bind()`` or ``run()`` starts it.
    ///
    /// - Parameter announcement: what to promise to clients, asked once a connection; see
    ///   ``NextHopClient/announcement``.
    public init(
        settings: ListenerSettings, handler: any MessageHandler, logger: Logger,
        group: any EventLoopGroup = EventLoops.shared,
        announcement: @escaping @Sendable () -> Announcement = { .all }
    ) {
        self.group = group
        shared = ServerConnection.Shared(
            settings: settings, handler: handler, budget: ContentBudget(capacity: settings.maximumBytesInFlight),
            registry: ConnectionRegistry(), logger: logger, announcement: announcement)
    }

    /// Where it listens, in the order of the settings, with the ports the system chose; empty before ``bind()``.
    public var boundAddresses: [Endpoint] { state.withLock { $0.addresses } }

    /// The octets of all contents in flight.
    public var bytesInFlight: Int { shared.budget.usedBytes }

    /// How many messages wait for room before their 354.
    public var waitingCount: Int { shared.budget.waitingCount }

    /// How many connections are open.
    public var connectionCount: Int { shared.registry.connectionCount }

    /// Starts to listen on all addresses; does nothing if it does already.
    ///
    /// - Throws: ``ListenerError`` for the first address that cannot be had; none is listened on then.
    public func bind() async throws {
        if !boundAddresses.isEmpty { return }
        var channels: [any Channel] = []
        do {
            for address in shared.settings.addresses {
                let channel = try await bind(address)
                channels.append(channel)
                // The end of a UNIX socket takes its file away: `run()` returns after that, not before.
                let registry = shared.registry
                registry.workBegan()
                channel.closeFuture.whenComplete { _ in registry.workEnded() }
            }
        } catch {
            for channel in channels { try? await channel.close() }
            throw error
        }
        let addresses = zip(channels, shared.settings.addresses).map { channel, address in
            if case .tcp(let host, _) = address, let port = channel.localAddress?.port {
                Endpoint.tcp(host: host, port: port)
            } else {
                address
            }
        }
        state.withLock { state in
            state.channels = channels
            state.addresses = addresses
        }
        shared.logger.info("listening on \(addresses.map(\.description).joined(separator: ", "))")
    }

    /// Listens until the service group shuts down and the last transaction has its answer.
    ///
    /// A task that is cancelled waits for no answer: connections are closed, and what was in work stays with the
    /// clients.
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

    private func bind(_ address: Endpoint) async throws -> any Channel {
        let shared = shared
        var bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Int32(clamping: shared.settings.backlog))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ServerConnection(shared: shared, channel: channel))
                }
            }
        do {
            switch address {
            case .tcp(let host, let port):
                if host.contains(":") {
                    // `::` and `0.0.0.0` can then be listened on side by side.
                    bootstrap = bootstrap.serverChannelOption(
                        ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: 1)
                }
                return try await bootstrap.bind(host: host, port: port).get()
            case .unix(let path):
                return try await bootstrap.bind(
                    unixDomainSocketPath: path, cleanupExistingSocketFile: Self.isDeadSocket(path)
                ).get()
            }
        } catch {
            throw ListenerError(address, error)
        }
    }

    /// Whether a socket file lies there that nobody listens on, left over from a process that was killed.
    private static func isDeadSocket(_ path: String) -> Bool {
        guard let address = try? SocketAddress(unixDomainSocketPath: path) else { return false }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return address.withSockAddr { pointer, size in
            connect(descriptor, pointer, socklen_t(size)) != 0 && errno == ECONNREFUSED
        }
    }
}
