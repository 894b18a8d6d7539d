import NIOCore
import SMTP
import Synchronization

/// A connection to the next hop, as the pool holds it.
struct PooledConnection: Sendable {
    let channel: any Channel
    let handler: NIOLoopBound<ClientConnection>

    func relay(_ transaction: OutgoingTransaction) async throws -> ClientConnection.Result {
        let loop = channel.eventLoop
        let promise = loop.makePromise(of: ClientConnection.Result.self)
        if loop.inEventLoop {
            handler.value.begin(transaction, promise: promise)
        } else {
            loop.execute { handler.value.begin(transaction, promise: promise) }
        }
        return try await promise.futureResult.get()
    }

    func quit() {
        channel.eventLoop.execute { handler.value.quit() }
    }
}

/// The connections that wait for their next transaction; the one used last goes first.
final class IdleConnections: Sendable {
    private struct Entry {
        let connection: PooledConnection
        let expiry: Scheduled<Void>
    }

    private struct State {
        var entries: [Entry] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let maximumCount: Int
    private let idleTime: Duration

    init(maximumCount: Int, idleTime: Duration) {
        self.maximumCount = maximumCount
        self.idleTime = idleTime
    }

    var count: Int { state.withLock { $0.entries.count } }

    /// Takes one, of `loop` if there is one.
    func take(on loop: any EventLoop) -> PooledConnection? {
        let entry = state.withLock { state -> Entry? in
            let index = state.entries.lastIndex { $0.connection.channel.eventLoop === loop }
            return if let index { state.entries.remove(at: index) } else { state.entries.popLast() }
        }
        entry?.expiry.cancel()
        return entry?.connection
    }

    /// Keeps a connection; where there are enough already it is ended.
    func put(_ connection: PooledConnection) {
        let expiry = connection.channel.eventLoop.scheduleTask(in: TimeAmount(idleTime)) { [weak self] in
            self?.remove(connection.channel)
            connection.handler.value.quit()
        }
        let isKept = state.withLock { state in
            guard !state.isClosed, state.entries.count < maximumCount, connection.channel.isActive else { return false }
            state.entries.append(Entry(connection: connection, expiry: expiry))
            return true
        }
        if !isKept {
            expiry.cancel()
            connection.quit()
        }
    }

    /// Forgets a connection that has ended.
    func remove(_ channel: any Channel) {
        let entry = state.withLock { state -> Entry? in
            guard let index = state.entries.firstIndex(where: { $0.connection.channel === channel }) else { return nil }
            return state.entries.remove(at: index)
        }
        entry?.expiry.cancel()
    }

    /// Ends all, and from now on keeps none.
    func close() {
        let entries = state.withLock { state in
            state.isClosed = true
            defer { state.entries = [] }
            return state.entries
        }
        for entry in entries {
            entry.expiry.cancel()
            entry.connection.quit()
        }
    }
}
