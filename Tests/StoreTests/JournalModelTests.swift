import Foundation
import Policy
import Store
import TestSupport
import Testing

@Suite("Journal: a client that keeps each copy until it saw its 2yz")
struct JournalModelTests {
    /// A message with equal recipients, as client, next hop and filter see it.
    private struct Message: Sendable {
        let key: JournalKey
        let copies: Int
        var generator: SeededGenerator
        /// Copies the client has seen no 2yz for.
        var pending: Int
        /// Copies the next hop has taken.
        var taken = 0
        /// Of these, those whose 2yz never reached the journal.
        var inTheDark = 0

        init(number: Int, seed: UInt64) {
            key = JournalKey(number)
            generator = SeededGenerator(seed: seed << 32 + UInt64(number))
            copies = Int.random(in: 1...4, using: &generator)
            pending = copies
        }

        mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

        /// One attempt of the client with all it has; in a crash nothing after a random point happens.
        mutating func attempt(_ journal: DeliveryJournal, crashes: Bool) async {
            guard pending > 0 else { return }
            let keys = Array(repeating: key, count: pending)
            let records = await journal.begin(keys)
            if chance(20) {
                // The client gave up waiting and came again.
                let again = await journal.begin(keys)
                let attempted = records.count { $0 == .fresh || $0 == .unknown }
                #expect(again.count { $0 == .inProgress } == attempted)
                #expect(again.count { $0 == .fresh || $0 == .unknown } == 0)
            }
            var answers: [Bool] = []
            for record in records {
                switch record {
                case .delivered: answers.append(true)
                case .inProgress: answers.append(false)
                case .fresh, .unknown:
                    if crashes, chance(40) {
                        if chance(50) {
                            taken += 1
                            inTheDark += 1
                        }
                        return
                    }
                    answers.append(deliver(journal))
                }
            }
            if crashes { return }
            if chance(50) {
                // SMTP: one reply for all; it may be lost.
                if answers.allSatisfy({ $0 }), chance(70) { pending = 0 }
            } else {
                // LMTP: a reply each; the connection may break between two.
                let seen = chance(60) ? answers.count : Int.random(in: 0...answers.count, using: &generator)
                pending -= answers.prefix(seen).count { $0 }
            }
        }

        private mutating func deliver(_ journal: DeliveryJournal) -> Bool {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5:
                taken += 1
                journal.end([(key, .delivered("4ABC"))])
                return true
            case 5..<8: journal.end([(key, .notDelivered)])
            default:
                if chance(50) {
                    taken += 1
                    inTheDark += 1
                }
                journal.end([(key, .unknown)])
            }
            return false
        }
    }

    @Test(
        "Law 2: no copy is lost, and none delivered twice but where a 2yz never reached the journal", arguments: 1...12)
    func law2(seed: UInt64) async throws {
        let fixture = try JournalFixture()
        var generator = SeededGenerator(seed: seed)
        var messages = (0..<80).map { Message(number: $0, seed: seed) }
        var journal = fixture.open()
        var rounds = 0
        while messages.contains(where: { $0.pending > 0 }) {
            rounds += 1
            try #require(rounds < 400)
            let crashes = Int.random(in: 0..<4, using: &generator) == 0
            let current = journal
            messages = await withTaskGroup(of: Message.self) { group in
                for message in messages {
                    group.addTask {
                        var message = message
                        await message.attempt(current, crashes: crashes)
                        return message
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for message in messages {
                #expect(message.taken >= message.copies - message.pending, "lost: \(message)")
                #expect(message.taken <= message.copies + message.inTheDark, "twice: \(message)")
            }
            if crashes {
                journal.close()
                journal = fixture.open()
            }
        }
        #expect(messages.contains { $0.taken > $0.copies }, "the fault that is excused never came")
        #expect(fixture.reported == [])
        journal.close()
    }
}
