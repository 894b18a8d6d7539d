import Evidence
import Foundation
import TestSupport
import Testing
import Workers

/// Children that are killed while they read and scan, again and again.
///
/// `TAMIS_KILLED_MESSAGES` gives another number of messages than 1,000.
@Suite struct KilledChildrenTests {
    private struct Message: Sendable {
        let bytes: [UInt8]
        let isInfected: Bool
    }

    /// How the messages of a run ended.
    private struct Tally: Sendable, CustomStringConvertible {
        var clean = 0
        var infected = 0
        var unchecked = 0
        /// Infected, and called clean; or the other way round; or without a word.
        var wrong: [String] = []

        var description: String { "\(clean) clean, \(infected) infected, \(unchecked) unchecked, \(wrong.count) wrong" }

        mutating func add(_ message: Message, _ inspection: Inspection) {
            switch (ScanVerdict(inspection), message.isInfected) {
            case (.clean, false): clean += 1
            case (.infected, true): infected += 1
            case (.unchecked(let reason), _) where !reason.isEmpty: unchecked += 1
            case (let verdict, let isInfected):
                wrong.append("\(isInfected ? "infected" : "harmless"), said to be \(verdict)")
            }
        }
    }

    @Test(
        "Laws 7 and 10: while children are killed at random every message is clean, infected or unchecked, none wrongly"
    )
    func killed() async throws {
        let count = ProcessInfo.processInfo.environment["TAMIS_KILLED_MESSAGES"].flatMap { Int($0) } ?? 1_000
        let messages = Self.messages()
        let fixture = try PoolFixture(antivirus: true)
        try await fixture.run {
            try await fixture.waitForChildren(2)
            let start = ContinuousClock.now
            let killer = Killer(fixture.pool, seed: 6)
            let tally = try await withThrowingTaskGroup(of: Tally.self) { group in
                let senders = 6
                for sender in 0..<senders {
                    group.addTask {
                        var tally = Tally()
                        for number in stride(from: sender, to: count, by: senders) {
                            let message = messages[number % messages.count]
                            tally.add(message, try await fixture.inspect(message.bytes, scans: true))
                        }
                        return tally
                    }
                }
                var sum = Tally()
                for try await tally in group {
                    sum.clean += tally.clean
                    sum.infected += tally.infected
                    sum.unchecked += tally.unchecked
                    sum.wrong += tally.wrong
                }
                return sum
            }
            let kills = killer.stop()
            let status = fixture.pool.status
            print(
                "\(count) messages, \(kills) kills, \(status.lostChildren) children lost, in \(ContinuousClock.now - start):",
                tally)
            #expect(tally.wrong == [])
            #expect(tally.clean + tally.infected + tally.unchecked == count)
            #expect(kills > count / 100, "hardly any was killed")
            // How many get through is a matter of the machine's load; where none did nothing was shown.
            #expect(tally.clean > count / 20 && tally.infected > count / 20)
            #expect(status.lostWorkers == 0)
        }
    }

    /// Short and long, plain and packed, harmless and not.
    private static func messages() -> [Message] {
        let padding = [UInt8](String(repeating: "Lorem ipsum dolor sit amet.\r\n", count: 4_000).utf8)
        let virus = Array(PoolFixture.virus.utf8)
        return [[UInt8]("harmless".utf8), virus].flatMap { payload in
            let isInfected = payload == virus
            return [
                PoolFixture.mail("short") + payload, PoolFixture.mail("long") + padding + payload,
                MailCarrier.base64.message(payload, name: "a.bin"),
                MailCarrier.zipInZip.message(payload + padding, name: "a.bin"),
                MailCarrier.forwarded.message(Archive.nested(payload, depth: 8), name: "a.zip"),
            ].map { Message(bytes: $0, isInfected: isInfected) }
        }
    }
}
