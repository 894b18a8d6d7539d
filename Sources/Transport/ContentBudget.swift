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
        /// Up to here it grows in any case.
        private let assured: Int

        fileprivate init(_ budget: ContentBudget, _ octets: Int) {
            self.budget = budget
            self.octets = Mutex(octets)
            assured = octets + max(ContentBudget.leastTolerance, octets / 8)
        }

        deinit { release() }

        /// The octets held.
        public var byteCount: Int { octets.withLock { $0 } }

        /// Takes what a content has outgrown, if there is room. It never waits: half a message that waits for room
        /// could block another that does.
        ///
        /// A little more than was asked for is always granted: what MAIL declares is an estimate.
        ///
        /// - Returns: false if there is no room; nothing has changed then.
        public func grow(to byteCount: Int) -> Bool {
            octets.withLock { held in
                guard byteCount > held else { return true }
                guard budget.take(byteCount - held, beyondCapacity: byteCount <= assured) else { return false }
                held = byteCount
                return true
            }
        }

        /// Sets the share to what is really used.
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
        var octets: Int
        let grant: @Sendable (Reservation) -> Void
    }

    private struct State: Sendable {
        var capacity: Int
        var used = 0
        var waiters: [Int: Waiter] = [:]
        var line: ArraySlice<Int> = []
        var nextNumber = 0
    }

    /// How far a content may outgrow a small declaration in any case, in octets: a page of memory. It is an eighth of
    /// a larger one; Postfix counts a line's end as one octet, where there are two.
    static let leastTolerance = 4096

    private let state: Mutex<State>

    /// Makes a budget.
    public init(capacity: Int) {
        state = Mutex(State(capacity: max(1, capacity)))
    }

    /// The octets there are in all. What is held stays held when that becomes less.
    public var capacity: Int {
        get { state.withLock { $0.capacity } }
        set {
            state.withLock { $0.capacity = max(1, newValue) }
            adjust(by: 0)
        }
    }

    /// The octets held by messages now.
    public var usedBytes: Int { state.withLock { $0.used } }

    /// How many messages wait.
    public var waitingCount: Int { state.withLock { $0.waiters.count } }

    /// Asks for a share. More than the capacity is granted when nothing else is in flight.
    ///
    /// - Parameter later: called once, on any thread, if the answer was `waiting` and room has come.
    public func reserve(_ byteCount: Int, later: @escaping @Sendable (Reservation) -> Void) -> Answer {
        let (octets, number) = state.withLock { state -> (Int, Int?) in
            let octets = max(0, min(byteCount, state.capacity))
            if state.waiters.isEmpty, state.used + octets <= state.capacity {
                state.used += octets
                return (octets, nil)
            }
            state.nextNumber += 1
            state.waiters[state.nextNumber] = Waiter(octets: octets, grant: later)
            state.line.append(state.nextNumber)
            return (octets, state.nextNumber)
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

    fileprivate func take(_ octets: Int, beyondCapacity: Bool) -> Bool {
        state.withLock { state in
            guard beyondCapacity || state.used + octets <= state.capacity else { return false }
            state.used += octets
            return true
        }
    }

    fileprivate func adjust(by difference: Int) {
        let granted: [Waiter] = state.withLock { state in
            state.used += difference
            var granted: [Waiter] = []
            while let number = state.line.first {
                if var waiter = state.waiters[number] {
                    waiter.octets = min(waiter.octets, state.capacity)
                    guard state.used + waiter.octets <= state.capacity else { break }
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
