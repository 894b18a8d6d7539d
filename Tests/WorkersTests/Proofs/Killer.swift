import Glibc
import Synchronization
import TestSupport
import Workers

/// A thread that kills a pool's children at random until it is stopped.
final class Killer: Sendable {
    private struct State {
        var kills = 0
        var isStopped = false
        var hasEnded = false
    }

    private let state: Shared

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    /// Starts; the generator decides whom it hits and when, 20 to 120 ms apart.
    init(_ pool: WorkerPool, seed: UInt64) {
        let shared = Shared()
        state = shared
        detachThread {
            var random = SeededGenerator(seed: seed)
            while !shared.state.withLock({ $0.isStopped }) {
                usleep(UInt32.random(in: 20_000...120_000, using: &random))
                // One that has a message, if there is one: an idle child's end costs nothing.
                let children = pool.status.children
                let busy = children.filter(\.isBusy)
                guard let victim = (busy.isEmpty ? children : busy).randomElement(using: &random) else { continue }
                if kill(victim.process, SIGKILL) == 0 { shared.state.withLock { $0.kills += 1 } }
            }
            shared.state.withLock { $0.hasEnded = true }
        }
    }

    /// Stops, and tells how many it killed.
    func stop() -> Int {
        state.state.withLock { $0.isStopped = true }
        while !state.state.withLock({ $0.hasEnded }) { usleep(1_000) }
        return state.state.withLock { $0.kills }
    }

    deinit {
        state.state.withLock { $0.isStopped = true }
    }
}
