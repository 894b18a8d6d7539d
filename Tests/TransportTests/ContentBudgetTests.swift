import Synchronization
import Testing
import Transport

@Suite("ContentBudget")
struct ContentBudgetTests {
    /// Notes grants in the order they come.
    private final class Grants: Sendable {
        let list = Mutex<[(name: String, reservation: ContentBudget.Reservation)]>([])
        var names: [String] { list.withLock { $0.map(\.name) } }

        func ask(_ budget: ContentBudget, _ name: String, _ octets: Int) -> ContentBudget.Ticket? {
            let answer = budget.reserve(octets) { reservation in
                self.list.withLock { $0.append((name, reservation)) }
            }
            switch answer {
            case .granted(let reservation):
                list.withLock { $0.append((name, reservation)) }
                return nil
            case .waiting(let ticket): return ticket
            }
        }

        func release(_ name: String) {
            let held = list.withLock { $0.first { $0.name == name }?.reservation }
            held?.release()
        }
    }

    @Test("First come, first served, and a small one does not overtake")
    func order() {
        let budget = ContentBudget(capacity: 100)
        let grants = Grants()
        #expect(grants.ask(budget, "a", 60) == nil)
        #expect(grants.ask(budget, "b", 60) != nil)
        #expect(grants.ask(budget, "c", 10) != nil)
        #expect(budget.waitingCount == 2)
        #expect(grants.names == ["a"])
        grants.release("a")
        #expect(grants.names == ["a", "b", "c"])
        #expect(budget.usedBytes == 70)
        grants.release("b")
        grants.release("b")
        grants.release("c")
        #expect(budget.usedBytes == 0)
    }

    @Test("A request taken back lets those behind it through, and is not granted later")
    func cancel() throws {
        let budget = ContentBudget(capacity: 100)
        let grants = Grants()
        _ = grants.ask(budget, "a", 50)
        let ticket = try #require(grants.ask(budget, "b", 100))
        #expect(grants.ask(budget, "c", 50) != nil)
        #expect(budget.cancel(ticket))
        #expect(!budget.cancel(ticket))
        #expect(grants.names == ["a", "c"])
        grants.release("a")
        grants.release("c")
        #expect(budget.usedBytes == 0)
        #expect(budget.waitingCount == 0)
    }

    @Test("More than there is waits until nothing else is there")
    func larger() {
        let budget = ContentBudget(capacity: 100)
        let grants = Grants()
        _ = grants.ask(budget, "a", 1)
        #expect(grants.ask(budget, "b", 1000) != nil)
        grants.release("a")
        #expect(grants.names == ["a", "b"])
        #expect(budget.usedBytes == 100)
        grants.release("b")
        #expect(budget.usedBytes == 0)
    }

    @Test("What is held can grow beyond the capacity and shrink, and goes back with its last reference")
    func resize() {
        let budget = ContentBudget(capacity: 100)
        do {
            guard case .granted(let reservation) = budget.reserve(50, later: { _ in }) else {
                Issue.record("no room")
                return
            }
            reservation.resize(to: 150)
            #expect(budget.usedBytes == 150)
            let grants = Grants()
            #expect(grants.ask(budget, "b", 60) != nil)
            reservation.resize(to: 40)
            #expect(grants.names == ["b"])
            #expect(budget.usedBytes == 100)
        }
        #expect(budget.usedBytes == 0)
    }

    @Test("Whatever many threads do, all is given back at the end")
    func concurrent() async {
        let budget = ContentBudget(capacity: 1000)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                group.addTask {
                    let reservation = await withCheckedContinuation { continuation in
                        switch budget.reserve(number % 400, later: { continuation.resume(returning: $0) }) {
                        case .granted(let reservation): continuation.resume(returning: reservation)
                        case .waiting: break
                        }
                    }
                    await Task.yield()
                    reservation.release()
                }
            }
        }
        #expect(budget.usedBytes == 0)
        #expect(budget.waitingCount == 0)
    }
}
