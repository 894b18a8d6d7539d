import Descriptors
import Glibc
import Logging
import MailObject
import NIOCore
import NIOPosix
import SMTP
import Synchronization

/// One next hop at one endpoint, over TCP or a UNIX socket, on connections that are used again.
final class Destination: Sendable {
    /// How long a next hop that could not be reached stands behind the others of the list.
    private static let penalty = Duration.seconds(30)

    let endpoint: Endpoint
    /// `smtp:[127.0.0.1]:10025`.
    let name: String
    private let settings: NextHopSettings
    private let logger: Logger
    private let group: any EventLoopGroup
    private let idle: IdleConnections
    private let slots: ConnectionSlots
    private let known: Mutex<Announcement>
    private let failures = LogThrottle()
    private let lastFailure = Mutex<ContinuousClock.Instant?>(nil)

    /// Makes a destination in the place of one with other settings, whose knowledge and line it takes over.
    init(
        endpoint: Endpoint, settings: NextHopSettings, logger: Logger, group: any EventLoopGroup,
        insteadOf former: Destination? = nil
    ) {
        self.endpoint = endpoint
        self.settings = settings
        self.logger = logger
        self.group = group
        name = "\(settings.nextHopProtocol.rawValue):\(endpoint.bracketed)"
        idle = IdleConnections(maximumCount: settings.maximumIdleConnections, idleTime: settings.idleTime)
        let sharesLine = former?.settings.maximumConnections == settings.maximumConnections
        slots = former.flatMap { sharesLine ? $0.slots : nil } ?? ConnectionSlots(count: settings.maximumConnections)
        known = Mutex(former?.announcement ?? .all)
    }

    /// What it announced when it was last connected to; everything before that.
    var announcement: Announcement { known.withLock { $0 } }

    /// How many connections wait for a transaction.
    var idleConnectionCount: Int { idle.count }

    /// Whether it could not be reached a moment ago.
    var isFailing: Bool { lastFailure.withLock { $0.map { $0 + Self.penalty > .now } ?? false } }

    /// Delivers one transaction.
    ///
    /// A connection that had been used before may be dead by now; if nothing was accepted on it, the transaction is
    /// tried once more on a fresh one.
    func relay(_ transaction: OutgoingTransaction) async -> [RelayOutcome] {
        // The thread that the message is on, if it is one of theirs.
        let loop = group.any()
        guard await slots.take(until: transaction.deadline, on: loop) else {
            return unreachable("No connection to \(endpoint.bracketed) became free", transaction)
        }
        defer { slots.give() }
        if let connection = idle.take(on: loop) {
            if let result = try? await connection.relay(transaction), !result.wasStale { return outcomes(result) }
            logger.debug("connection to \(name) had gone stale")
        }
        return await relayOnFreshConnection(transaction, loop)
    }

    /// Connects and greets, to learn what the next hop announces; the connection is kept for the next transaction.
    ///
    /// - Returns: address and port of our end, empty and 0 on a UNIX socket.
    /// - Throws: an error whose ``words(for:)`` tell why it cannot be reached.
    func probe(within limit: Duration) async throws -> (address: String, port: Int) {
        let loop = group.next()
        let greeting = loop.makePromise(of: PooledConnection.self)
        let channel: any Channel
        do {
            channel = try await connect(.probe(greeting), loop, timeout: limit)
        } catch {
            greeting.fail(error)
            throw error
        }
        let late = loop.scheduleTask(in: TimeAmount(limit)) { channel.close(promise: nil) }
        defer { late.cancel() }
        idle.put(try await greeting.futureResult.get())
        return (channel.localAddress?.ipAddress ?? "", channel.localAddress?.port ?? 0)
    }

    /// Ends the idle connections with QUIT, and keeps none from now on.
    func shutDown() {
        idle.close()
    }

    private func outcomes(_ result: ClientConnection.Result) -> [RelayOutcome] {
        if let connection = result.reusable { idle.put(connection) }
        let isUnreachable = result.outcomes.allSatisfy(\.isUnreachable)
        lastFailure.withLock { $0 = isUnreachable ? .now : nil }
        return result.outcomes
    }

    private func relayOnFreshConnection(
        _ transaction: OutgoingTransaction, _ loop: any EventLoop
    ) async -> [RelayOutcome] {
        let left = transaction.deadline - .now
        guard left > .zero else { return unreachable("No time left to connect", transaction) }
        let promise = loop.makePromise(of: ClientConnection.Result.self)
        do {
            _ = try await connect(
                .transaction(transaction, promise), loop, timeout: min(left, settings.timeouts.connect))
            return outcomes(try await promise.futureResult.get())
        } catch {
            promise.fail(error)
            lastFailure.withLock { $0 = .now }
            if let leftOut = failures.admit() {
                logger.warning("can't connect to \(name): \(Self.words(for: error))\(leftOut)")
            }
            return unreachable("Can't connect to \(endpoint.bracketed) (\(Self.words(for: error)))", transaction)
        }
    }

    private func connect(
        _ first: ClientConnection.First, _ loop: any EventLoop, timeout: Duration
    ) async throws -> any Channel {
        if DescriptorReserve.shared.isShort() { throw IOError(errnoCode: EMFILE, reason: "socket") }
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
                        settings: settings, first: first, greeted: remember, ended: { idle.remove(channel) })
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        return switch endpoint {
        case .tcp(let host, let port): try await bootstrap.connect(host: host, port: port).get()
        case .unix(let path): try await bootstrap.connect(unixDomainSocketPath: path).get()
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

    static func words(for error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { words(for: $0.error) } ?? "host name has no address"
        case is ChannelError: "timed out"
        default: String(describing: error)
        }
    }
}
