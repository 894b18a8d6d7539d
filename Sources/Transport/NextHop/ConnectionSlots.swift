import NIOCore
import Synchronization

/// How many transactions with a next hop go on at the same time; further ones wait in line.
///
/// Without it a flood would open more connections than the next hop has processes: they would sit in its backlog
/// until they time out there, and every message with them.
final class ConnectionSlots: Sendable {
    private struct Waiter: Sendable {
        let number: Int
        let continuation: CheckedContinuation<Bool, Never>
        let expiry: Scheduled<Void>
    }

    private struct State: Sendable {
        var free: Int
        var line: [Waiter] = []
        var lastNumber = 0
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(free: max(1, count)))
    }

    /// How many wait.
    var waitingCount: Int { state.withLock { $0.line.count } }

    /// Takes a slot, or waits for one.
    ///
    /// - Returns: false if there was none until the deadline.
    func take(until deadline: ContinuousClock.Instant, on loop: any EventLoop) async -> Bool {
        let hasOne = state.withLock { state in
            guard state.free > 0 else { return false }
            state.free -= 1
            return true
        }
        if hasOne { return true }
        return await withCheckedContinuation { continuation in
            let isGranted = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.lastNumber += 1
                let number = state.lastNumber
                let expiry = loop.scheduleTask(in: TimeAmount(max(.zero, deadline - .now))) { self.expire(number) }
                state.line.append(Waiter(number: number, continuation: continuation, expiry: expiry))
                return false
            }
            if isGranted { continuation.resume(returning: true) }
        }
    }

    /// Gives a slot back: to the first in line, if there is one.
    func give() {
        let next = state.withLock { state -> Waiter? in
            guard state.line.isEmpty else { return state.line.removeFirst() }
            state.free += 1
            return nil
        }
        next?.expiry.cancel()
        next?.continuation.resume(returning: true)
    }

    private func expire(_ number: Int) {
        let late = state.withLock { state in
            state.line.firstIndex { $0.number == number }.map { state.line.remove(at: $0) }
        }
        late?.continuation.resume(returning: false)
    }
}
