import NIOCore
import Synchronization

/// Which connections are open and how much else is going on, so that a shutdown knows when all is done.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// Messages being judged, and sockets that listen.
        var work = 0
        var isDraining = false
        var isAbandoned = false
        var waiters: [CheckedContinuation<Void, Never>] = []

        var isDone: Bool { isAbandoned || isDraining && channels.isEmpty && work == 0 }
    }

    private let state = Mutex(State())

    /// Notes a connection.
    ///
    /// - Returns: whether a shutdown has begun already.
    func opened(_ channel: any Channel) -> Bool {
        state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = channel
            return state.isDraining
        }
    }

    func closed(_ channel: any Channel) {
        change { $0.channels[ObjectIdentifier(channel)] = nil }
    }

    func workBegan() {
        state.withLock { $0.work += 1 }
    }

    func workEnded() {
        change { $0.work -= 1 }
    }

    var connectionCount: Int { state.withLock { $0.channels.count } }

    /// Begins the shutdown.
    ///
    /// - Returns: the connections there are.
    func drain() -> [any Channel] {
        var channels: [any Channel] = []
        change { state in
            state.isDraining = true
            channels = Array(state.channels.values)
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
