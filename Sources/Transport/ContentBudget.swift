import Synchronization

/// The bound on all contents in flight, in octets.
///
/// A message takes its share before its 354 and waits in line while there is none left; once admitted it is read to
/// its end. First come, first served: a small message does not overtake a large one, or the large one would starve.
public final class ContentBudget: Sendable {
    /// A share of the budget; it is given back by ``release()``, or with the last reference.
    public final class Reservation: Sendable {
        private let budget: ContentBudget
        private let octets: Mutex<Int>

        fileprivate init(_ budget: ContentBudget, _ octets: Int) {
            self.budget = budget
            self.octets = Mutex(octets)
        }

        deinit { release() }

        /// The octets held.
        public var byteCount: Int { octets.withLock { $0 } }

        /// Sets the share to what is really used. Growing never waits: the content has been admitted.
        public func resize(to byteCount: Int) {
            let difference = octets.withLock { held in
                defer { held = byteCount }
                return byteCount - held
            }
            if difference != 0 { budget.adjust(by: difference) }
        }

        /// Gives the share back. A second time is nothing.
        public func release() { resize(to: 0) }
    }

    /// What became of a request.
    public enum Answer: Sendable {
        /// There was room.
        case granted(Reservation)
        /// There was none; the ticket takes the request back.
        case waiting(Ticket)
    }

    /// A place in the line.
    public struct Ticket: Hashable, Sendable {
        fileprivate let number: Int
    }

    private struct Waiter: Sendable {
        let octets: Int
        let grant: @Sendable (Reservation) -> Void
    }

    private struct State: Sendable {
        var used = 0
        var waiters: [Int: Waiter] = [:]
        var line: ArraySlice<Int> = []
        var nextNumber = 0
    }

    /// The octets there are in all.
    public let capacity: Int
    private let state = Mutex(State())

    /// Makes a budget.
    public init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// The octets held by messages now.
    public var usedBytes: Int { state.withLock { $0.used } }

    /// How many messages wait.
    public var waitingCount: Int { state.withLock { $0.waiters.count } }

    /// Asks for a share. More than the capacity is granted when nothing else is in flight.
    ///
    /// - Parameter later: called once, on any thread, if the answer was `waiting` and room has come.
    public func reserve(_ byteCount: Int, later: @escaping @Sendable (Reservation) -> Void) -> Answer {
        let octets = max(0, min(byteCount, capacity))
        let number: Int? = state.withLock { state in
            if state.waiters.isEmpty, state.used + octets <= capacity {
                state.used += octets
                return nil
            }
            state.nextNumber += 1
            state.waiters[state.nextNumber] = Waiter(octets: octets, grant: later)
            state.line.append(state.nextNumber)
            return state.nextNumber
        }
        return number.map { .waiting(Ticket(number: $0)) } ?? .granted(Reservation(self, octets))
    }

    /// Takes a request back.
    ///
    /// - Returns: whether it was still waiting; if not, it has been or is being granted.
    @discardableResult
    public func cancel(_ ticket: Ticket) -> Bool {
        let wasWaiting = state.withLock { $0.waiters.removeValue(forKey: ticket.number) != nil }
        if wasWaiting { adjust(by: 0) }
        return wasWaiting
    }

    fileprivate func adjust(by difference: Int) {
        let granted: [Waiter] = state.withLock { state in
            state.used += difference
            var granted: [Waiter] = []
            while let number = state.line.first {
                if let waiter = state.waiters[number] {
                    guard state.used + waiter.octets <= capacity else { break }
                    state.used += waiter.octets
                    state.waiters[number] = nil
                    granted.append(waiter)
                }
                state.line.removeFirst()
            }
            return granted
        }
        for waiter in granted { waiter.grant(Reservation(self, waiter.octets)) }
    }
}
