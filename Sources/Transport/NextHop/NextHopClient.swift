import Glibc
public import Logging
import MailObject
public import NIOCore
import NIOPosix
public import SMTP
import Synchronization

/// Delivers to the next hop over TCP or a UNIX socket, on connections that are used again.
public final class NextHopClient: NextHop {
    private let settings: NextHopSettings
    private let logger: Logger
    private let group: any EventLoopGroup
    private let idle: IdleConnections
    private let known: Mutex<Announcement>

    /// Makes a client; it connects when there is something to deliver.
    public init(settings: NextHopSettings, logger: Logger, group: any EventLoopGroup = EventLoops.shared) {
        self.settings = settings
        self.logger = logger
        self.group = group
        idle = IdleConnections(maximumCount: settings.maximumIdleConnections, idleTime: settings.idleTime)
        known = Mutex(.all)
    }

    /// `smtp:[127.0.0.1]:10025`.
    public var name: String { settings.name }

    /// What the next hop announced when it was last connected to; everything before that.
    public var announcement: Announcement { known.withLock { $0 } }

    /// How many connections wait for a transaction.
    public var idleConnectionCount: Int { idle.count }

    /// Delivers one transaction.
    ///
    /// A connection that had been used before may be dead by now; if nothing was accepted on it, the transaction is
    /// tried once more on a fresh one.
    public func relay(_ transaction: OutgoingTransaction) async -> [RelayOutcome] {
        if let connection = idle.take() {
            if let result = try? await connection.relay(transaction), !result.wasStale { return outcomes(result) }
            logger.debug("connection to \(name) had gone stale")
        }
        return await relayOnFreshConnection(transaction)
    }

    /// Ends the idle connections with QUIT, and keeps none from now on.
    public func shutDown() {
        idle.close()
    }

    private func outcomes(_ result: ClientConnection.Result) -> [RelayOutcome] {
        if let connection = result.reusable { idle.put(connection) }
        return result.outcomes
    }

    private func relayOnFreshConnection(_ transaction: OutgoingTransaction) async -> [RelayOutcome] {
        let left = transaction.deadline - .now
        guard left > .zero else { return unreachable("No time left to connect", transaction) }
        let loop = group.next()
        let promise = loop.makePromise(of: ClientConnection.Result.self)
        do {
            try await connect(transaction, loop, promise, timeout: min(left, settings.timeouts.connect))
            return outcomes(try await promise.futureResult.get())
        } catch {
            promise.fail(error)
            logger.warning("can't connect to \(name): \(Self.words(for: error))")
            return unreachable(
                "Can't connect to \(settings.endpoint.bracketed) (\(Self.words(for: error)))", transaction)
        }
    }

    private func connect(
        _ transaction: OutgoingTransaction, _ loop: any EventLoop,
        _ promise: EventLoopPromise<ClientConnection.Result>, timeout: Duration
    ) async throws {
        let settings = settings
        let idle = idle
        let remember: @Sendable (NextHopExtensions) -> Void = { [weak self] extensions in
            self?.remember(extensions)
        }
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(timeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = ClientConnection(
                        settings: settings, first: transaction, promise: promise, greeted: remember,
                        ended: { idle.remove(channel) })
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        switch settings.endpoint {
        case .tcp(let host, let port): _ = try await bootstrap.connect(host: host, port: port).get()
        case .unix(let path): _ = try await bootstrap.connect(unixDomainSocketPath: path).get()
        }
    }

    private func remember(_ extensions: NextHopExtensions) {
        let announcement = extensions.announcement
        let isNews = known.withLock { known in
            defer { known = announcement }
            return known != announcement
        }
        if isNews { logger.info("next hop \(name) announces \(announcement)") }
    }

    private func unreachable(_ reason: String, _ transaction: OutgoingTransaction) -> [RelayOutcome] {
        Array(repeating: .unreachable(reason), count: transaction.envelope.recipients.count)
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { words(for: $0.error) } ?? "host name has no address"
        case is ChannelError: "timed out"
        default: String(describing: error)
        }
    }
}
