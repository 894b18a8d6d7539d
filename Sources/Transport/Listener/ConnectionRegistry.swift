import MailObject
import NIOCore
import Synchronization

/// Which connections are open and how much else is going on, so that a shutdown knows when all is done.
final class ConnectionRegistry: Sendable {
    private struct Connection {
        let channel: any Channel
        let client: ClientInfo
    }

    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        /// Messages being judged.
        var messages = 0
        /// Sockets that listen.
        var sockets = 0
        var isDraining = false
        var isAbandoned = false
        var waiters: [CheckedContinuation<Void, Never>] = []

        var isDone: Bool { isAbandoned || isDraining && connections.isEmpty && messages == 0 && sockets == 0 }
    }

    private let state = Mutex(State())

    /// Notes a connection.
    ///
    /// - Returns: whether a shutdown has begun already.
    func opened(_ channel: any Channel, _ client: ClientInfo) -> Bool {
        state.withLock { state in
            state.connections[ObjectIdentifier(channel)] = Connection(channel: channel, client: client)
            return state.isDraining
        }
    }

    func closed(_ channel: any Channel) {
        change { $0.connections[ObjectIdentifier(channel)] = nil }
    }

    func messageBegan() { state.withLock { $0.messages += 1 } }

    func messageEnded() { change { $0.messages -= 1 } }

    func socketOpened() { state.withLock { $0.sockets += 1 } }

    func socketClosed() { change { $0.sockets -= 1 } }

    var connectionCount: Int { state.withLock { $0.connections.count } }

    var messageCount: Int { state.withLock { $0.messages } }

    /// Whether a connection from there is open; never where there is no port, for that tells no client of a UNIX
    /// socket from another.
    ///
    /// - Complexity: O(n) in the number of connections.
    func isConnected(from address: String, port: Int) -> Bool {
        guard port > 0 else { return false }
        return state.withLock { state in
            state.connections.values.contains { $0.client.port == port && $0.client.address == address }
        }
    }

    /// Begins the shutdown.
    ///
    /// - Returns: the connections there are.
    func drain() -> [any Channel] {
        var channels: [any Channel] = []
        change { state in
            state.isDraining = true
            channels = state.connections.values.map(\.channel)
        }
        return channels
    }

    /// Ends the wait for what is not done yet.
    func abandon() {
        change { $0.isAbandoned = true }
    }

    /// Returns when a shutdown has begun and everything is done, or is abandoned.
    func waitUntilDone() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if !state.isDone { state.waiters.append(continuation) }
                return state.isDone
            }
            if isDone { continuation.resume() }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiters = state.withLock { state in
            body(&state)
            guard state.isDone else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
