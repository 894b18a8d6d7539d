import Foundation
import GRDB
import Policy
import TestSupport
import Testing

@testable import Store

@Suite("Journal")
struct JournalTests {
    @Test("A retry of what was delivered is told so, with the note; one of what was refused begins anew")
    func retry() async throws {
        let fixture = try JournalFixture()
        let journal = fixture.open()
        let (taken, refused, dark) = (JournalKey(1), JournalKey(2), JournalKey(3))
        #expect(await journal.begin([taken, refused, dark]) == [.fresh, .fresh, .fresh])
        let note = String(repeating: "é", count: 100)
        journal.end([(taken, .delivered(note)), (refused, .notDelivered), (dark, .unknown)])
        let known = JournalRecord.delivered(String(repeating: "é", count: 64))
        #expect(await journal.begin([dark, taken, refused]) == [.unknown, known, .fresh])
        journal.end([(dark, .notDelivered), (refused, .notDelivered)])
        journal.close()

        let next = fixture.open()
        #expect(await next.begin([taken, dark]) == [known, .unknown])
        next.close()
        #expect(try rows(fixture.path) == 2)
        #expect(fixture.reported == [])
    }

    /// Attempts asked for, ends of the first one, copies of the retry, its records.
    @Test("Equal recipients are counted: the client is done with those it no longer asks for")
    func copies() async throws {
        let fixture = try JournalFixture()
        let journal = fixture.open()
        let table: [(wanted: Int, delivered: Int, retried: Int, done: Int)] = [
            (2, 1, 1, 0), (2, 1, 2, 1), (1, 1, 1, 1), (2, 2, 1, 1), (2, 2, 2, 2), (3, 2, 2, 1), (3, 1, 1, 0),
            (3, 3, 1, 1), (1, 0, 1, 0),
        ]
        for (number, row) in table.enumerated() {
            let key = JournalKey(number)
            #expect(await journal.begin(Array(repeating: key, count: row.wanted)).allSatisfy { $0 == .fresh })
            journal.end((0..<row.wanted).map { (key, $0 < row.delivered ? .delivered("Q") : .notDelivered) })
            let records = await journal.begin(Array(repeating: key, count: row.retried))
            let expected = (0..<row.retried).map { $0 < row.done ? JournalRecord.delivered("Q") : .fresh }
            #expect(records == expected, "\(row)")
        }
        journal.close()
    }

    @Test("Of attempts that come at once one is made, the others are told that it is in progress")
    func concurrent() async throws {
        let fixture = try JournalFixture()
        let journal = fixture.open()
        for round in 0..<20 {
            let key = JournalKey(round)
            let records = await withTaskGroup(of: JournalRecord.self) { group in
                for _ in 0..<50 { group.addTask { await journal.begin([key])[0] } }
                return await group.reduce(into: [JournalRecord]()) { $0.append($1) }
            }
            #expect(records.count { $0 == .fresh } == 1)
            #expect(records.count { $0 == .inProgress } == 49)
            journal.end([(key, .delivered("Q"))])
            #expect(await journal.begin([key]) == [.delivered("Q")])
        }
        #expect(journal.status.rowsInMemory == 0)
        journal.close()
    }

    @Test("Law 2: what begins when the journal is closed is not made: it would not be remembered")
    func closed() async throws {
        let journal = try JournalFixture().open()
        journal.close()
        #expect(await journal.begin([JournalKey(1), JournalKey(2)]) == [.inProgress, .inProgress])
    }

    @Test("A message with many recipients keeps their order")
    func manyRecipients() async throws {
        let fixture = try JournalFixture()
        let journal = fixture.open()
        let keys = (0..<1_100).map { JournalKey($0 % 1_000) }
        #expect(await journal.begin(keys).allSatisfy { $0 == .fresh })
        journal.end(keys.enumerated().map { ($1, $0 % 3 == 0 ? .delivered("Q") : .notDelivered) })
        let records = await journal.begin(Array(keys.prefix(1_000)))
        // Of 0..<100, which were asked for twice, one copy is done with; the others tell what became of them.
        for number in 100..<1_000 {
            #expect((records[number] == .delivered("Q")) == (number % 3 == 0), "\(number)")
        }
        journal.close()
        #expect(fixture.reported == [])
    }

    @Test("Law 2: a kill -9 at any time leaves every note that was acknowledged", arguments: [311, 702, 1_499])
    func killed(acknowledgements: Int) async throws {
        let fixture = try JournalFixture()
        let folder = fixture.folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [folder = folder as String, acknowledgements = acknowledgements as Int] in
            await JournalLoad(folder: folder, acknowledgements: acknowledgements).run()
        }
        let text = try String(contentsOfFile: folder + "/acknowledged", encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
        try #require(lines.count >= acknowledgements)
        let journal = fixture.open()
        let delivered = Set(lines.map { $0[1] })
        for key in lines.map({ $0[0] }) {
            let record = await journal.begin([JournalKey(key)])[0]
            if delivered.contains(key) {
                #expect(record == .delivered("Q\(key)"))
            } else {
                #expect(record == .delivered("Q\(key)") || record == .unknown)
            }
        }
        journal.close()
        #expect(fixture.reported == [])
    }

    @Test("The log is moved into the database and cut off while notes are made")
    func checkpoint() async throws {
        let fixture = try JournalFixture()
        let journal = fixture.open()
        for number in 0..<300 { await journal.deliver(JournalKey(number)) }
        let before = try size(fixture.path + "-wal")
        journal.upkeep.pass(JournalUpkeep.Limits(checkpoint: 0, forced: 0), prunes: false)
        #expect(try size(fixture.path + "-wal") < before / 10)
        #expect(journal.status.rows == 300)
        #expect(journal.status.byteCount > 0)
        for number in 0..<600 {
            #expect(await journal.deliver(JournalKey(number)) == (number < 300 ? .delivered("4ABC") : .fresh))
        }
        journal.close()
        #expect(try rows(fixture.path) == 600)
    }

    @Test("Rows are deleted when they are older than the keeping time, which may change; those at work stay known")
    func pruning() async throws {
        let fixture = try JournalFixture()
        let journal = fixture.open(keep: .seconds(100_000))
        await journal.deliver(JournalKey(1))
        #expect(await journal.begin([JournalKey(2)]) == [.fresh])
        for number in 100..<900 { await journal.deliver(JournalKey(number)) }
        for _ in 0..<4 * 50_000 { _ = journal.writer.tick() }
        await journal.deliver(JournalKey(3))
        journal.upkeep.pass(JournalUpkeep.Limits(), prunes: true)
        #expect(try rows(fixture.path) == 803)
        journal.keep = .seconds(40_000)
        journal.upkeep.pass(JournalUpkeep.Limits(), prunes: true)
        #expect(try rows(fixture.path) == 1)
        #expect(
            await journal.begin([JournalKey(1), JournalKey(2), JournalKey(3)]) == [
                .fresh, .inProgress, .delivered("4ABC"),
            ])
        journal.end([(JournalKey(2), .delivered("late"))])
        #expect(await journal.begin([JournalKey(2)]) == [.delivered("late")])
        journal.close()
    }

    @Test("Law 7: whatever numbers a damaged database holds, nothing traps, and a copy too many beats one too few")
    func wildNumbers() {
        let wild = [Int.min, -1, 0, 1, 2, 1 << 40, Int.max]
        for wanted in wild {
            for delivered in wild {
                for begun in wild {
                    var row = JournalRow(wanted: wanted, delivered: delivered, begun: begun, note: "")
                    let records = row.begin(copies: 3)
                    #expect(records.count == 3)
                    for _ in 0..<4 { row.end(.delivered("x")) }
                    #expect(row.delivered <= row.wanted)
                }
            }
        }
        for lastRow in wild + [253_402_300_800] {
            var clock = JournalClock(wall: 1_700_000_000)
            clock.set(lastRow: lastRow, keep: 432_000)
            clock.tick()
            #expect(clock.now >= 0)
        }
    }

    @Test("However wrong the wall clock is at the start, the journal's moves by half the keeping time at most")
    func clock() {
        let table: [(wall: Int, last: Int?, now: Int)] = [
            (5_000, nil, 5_000), (5_000, 4_990, 5_000), (5_000, 6_000, 6_000), (9_000_000, 4_000, 4_050),
            (0, 4_000, 4_000),
        ]
        for row in table {
            var clock = JournalClock(wall: row.wall)
            clock.set(lastRow: row.last, keep: 100)
            #expect(clock.now == row.now, "\(row)")
            for _ in 0..<40 { clock.tick() }
            #expect(clock.now == row.now + 10, "\(row)")
        }
    }

    private func rows(_ path: String) throws -> Int? {
        try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM journal") }
    }

    private func size(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
}
