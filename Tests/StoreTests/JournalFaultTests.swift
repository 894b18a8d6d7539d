import Foundation
import GRDB
import Policy
import Synchronization
import TestSupport
import Testing

@testable import Store

@Suite("Journal: faults")
struct JournalFaultTests {
    @Test("While another program holds the lock, rows are read, notes are in memory, and written when it is gone")
    func locked() async throws {
        let fixture = try JournalFixture()
        let journal = fixture.open()
        await journal.deliver(JournalKey(1), note: "before")
        let lock = try await fixture.lock()
        #expect(await journal.begin([JournalKey(1)]) == [.delivered("before")])
        for number in 2..<50 {
            #expect(await journal.deliver(JournalKey(number), note: "meanwhile") == .fresh)
            #expect(await journal.begin([JournalKey(number)]) == [.delivered("meanwhile")])
        }
        #expect(await journal.begin([JournalKey(50)]) == [.fresh])
        #expect(await journal.begin([JournalKey(50)]) == [.inProgress])
        #expect(journal.status.failure != nil)
        #expect(fixture.reported.count == 1)
        #expect(fixture.reported[0].hasPrefix("\(fixture.path): is locked by another program; "))
        try await lock.stop()
        try await recovery(of: journal, fixture, atWork: 1)
        journal.close()

        let next = fixture.open()
        for number in 2..<50 { #expect(await next.begin([JournalKey(number)]) == [.delivered("meanwhile")]) }
        #expect(await next.begin([JournalKey(50)]) == [.unknown])
        next.close()
    }

    @Test("A database that is locked from the start on is opened when it can be")
    func lockedAtTheStart() async throws {
        let fixture = try JournalFixture()
        let first = fixture.open()
        await first.deliver(JournalKey(1), note: "before")
        first.close()
        let lock = try await fixture.lock()
        let journal = fixture.open()
        #expect(await journal.deliver(JournalKey(2)) == .fresh)
        try await lock.stop()
        try await eventually("it works") { journal.status.failure == nil }
        #expect(await journal.deliver(JournalKey(1)) == .delivered("before"))
        #expect(await journal.deliver(JournalKey(2)) == .delivered("4ABC"))
        journal.close()
        #expect(try rows(fixture.path) == 2)
    }

    @Test(
        "On a full disk notes are in memory, and written when there is room", .enabled(if: SmallFileSystem.isAvailable))
    func fullDisk() async throws {
        let fixture = try JournalFixture()
        let disk = try SmallFileSystem(over: fixture.folder.folder("disk"), kilobytes: 1_024)
        let path = disk.path + "/journal.db"
        let journal = fixture.open(path)
        await journal.deliver(JournalKey(0))
        try disk.fill()
        for number in 1..<500 { #expect(await journal.deliver(JournalKey(number)) == .fresh) }
        #expect(fixture.reported.count == 1)
        #expect(fixture.reported[0].hasPrefix("\(path): cannot grow: the disk is full; make room on its disk; "))
        for number in 0..<500 { #expect(await journal.deliver(JournalKey(number)) == .delivered("4ABC")) }
        disk.makeRoom()
        try await recovery(of: journal, fixture)
        journal.close()
        #expect(try rows(path) == 500)
    }

    @Test("A file that is no database is kept aside, once, and a new journal is begun")
    func garbage() async throws {
        let fixture = try JournalFixture()
        for round in 0..<2 {
            let garbage = Data(repeating: 0x41 + UInt8(round), count: 8_192)
            try garbage.write(to: URL(filePath: fixture.path))
            let journal = fixture.open()
            await journal.deliver(JournalKey(1))
            try await eventually("a new journal", state: { "\(fixture.reported)" }) {
                fixture.reported.count == round + 1 && journal.status.rowsInMemory == 0
            }
            #expect(
                fixture.reported[round].hasPrefix("\(fixture.path): is damaged; it is kept as \(fixture.path).damaged-")
            )
            journal.close()
            #expect(try rows(fixture.path) == 1)
            let aside = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path)
                .filter { $0.hasPrefix("journal.db.damaged-") }
            try #require(aside.count == 1)
            #expect(try Data(contentsOf: fixture.folder.url.appending(path: aside[0])) == garbage)
        }
    }

    @Test("Damage to any page keeps no message, and the journal works again afterwards", arguments: 0..<24)
    func damaged(round: Int) async throws {
        let fixture = try JournalFixture()
        var journal = fixture.open()
        for number in 0..<400 { await journal.deliver(JournalKey(number)) }
        journal.close()
        var bytes = try [UInt8](Data(contentsOf: URL(filePath: fixture.path)))
        var generator = SeededGenerator(seed: UInt64(round))
        // Every fourth byte of some pages, or a file that was cut.
        for page in 0..<(bytes.count / 4_096) where Int.random(in: 0..<4, using: &generator) == 0 {
            for offset in stride(from: page == 0 ? 100 : 0, to: 4_096, by: 4) {
                bytes[page * 4_096 + offset] = UInt8.random(in: 0...255, using: &generator)
            }
        }
        if round % 6 == 5 { bytes = Array(bytes.prefix(bytes.count / 2)) }
        try Data(bytes).write(to: URL(filePath: fixture.path))

        journal = fixture.open()
        var repeated = 800
        for _ in 0..<4 where repeated > 0 {
            repeated = 0
            for number in 0..<800 where await journal.deliver(JournalKey(number)) != .delivered("4ABC") {
                repeated += 1
            }
            journal.upkeep.pass(JournalUpkeep.Limits(checkpoint: 0, forced: 0), prunes: true)
            try await eventually("it works", state: { "\(fixture.reported)" }) {
                journal.status.failure == nil && journal.status.rowsInMemory == 0
            }
        }
        #expect(repeated == 0)
        journal.close()
    }

    @Test("What may be somebody's is left alone: a folder, another program's database, a newer version's")
    func notOurs() async throws {
        let fixture = try JournalFixture()
        func failure(_ path: String) async throws -> String {
            let journal = fixture.open(path)
            #expect(await journal.deliver(JournalKey(1)) == .fresh)
            #expect(await journal.deliver(JournalKey(1)) == .delivered("4ABC"))
            let failure = journal.status.failure?.description ?? ""
            journal.close()
            return failure
        }
        #expect(try await failure(fixture.folder.folder("folder")).contains("is a folder"))
        #expect(try await failure(fixture.folder.path + "/none/journal.db").contains("its folder does not exist"))
        let foreign = fixture.folder.path + "/foreign.db"
        try DatabaseQueue(path: foreign).inDatabase { try $0.execute(sql: "CREATE TABLE mail (id INTEGER)") }
        let before = try Data(contentsOf: URL(filePath: foreign))
        #expect(try await failure(foreign).contains("another program's database"))
        #expect(try Data(contentsOf: URL(filePath: foreign)) == before)
        fixture.open().close()
        try DatabaseQueue(path: fixture.path).inDatabase { try $0.execute(sql: "PRAGMA user_version = 99") }
        #expect(try await failure(fixture.path).contains("has schema version 99, and this Tamis knows up to 1"))
        let files = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path)
        #expect(!files.contains { $0.contains("damaged") })
    }

    @Test("When what was in the way is gone, the journal begins")
    func folderInItsPlace() async throws {
        let fixture = try JournalFixture()
        _ = try fixture.folder.folder("journal.db")
        let journal = fixture.open()
        await journal.deliver(JournalKey(1))
        try FileManager.default.removeItem(atPath: fixture.path)
        try await recovery(of: journal, fixture)
        journal.close()
        #expect(try rows(fixture.path) == 1)
    }

    @Test("A database that was deleted under the journal is begun anew with what is at work")
    func deleted() async throws {
        let fixture = try JournalFixture()
        let journal = fixture.open()
        await journal.deliver(JournalKey(1))
        #expect(await journal.begin([JournalKey(2)]) == [.fresh])
        for suffix in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: fixture.path + suffix) }
        journal.upkeep.pass(JournalUpkeep.Limits(), prunes: false)
        #expect(await journal.begin([JournalKey(1), JournalKey(2)]) == [.fresh, .inProgress])
        #expect(fixture.reported == ["\(fixture.path): was moved or deleted; a new journal is begun"])
        journal.close()
        #expect(try rows(fixture.path) == 2)
    }

    @Test("A writer that does not come back is waited for once; then memory answers, until it is back")
    func stuck() async throws {
        let fixture = try JournalFixture()
        let journal = fixture.open()
        await journal.deliver(JournalKey(1), note: "before")
        // Nobody waits for the outcome's note; until it is written, memory knows it.
        try await eventually("it is written") { journal.status.rowsInMemory == 0 }
        let isHeld = SharedFlag(false)
        let mayGo = SharedFlag(false)
        let writer = journal.writer
        detachThread {
            writer.gate.withLock { _ in
                isHeld.value = true
                while !mayGo.value { usleep(1_000) }
            }
        }
        try await eventually("the gate is held") { isHeld.value }
        // The writer has to pass the gate now.
        writer.submit { $0.isReplaced = true }
        #expect(await journal.deliver(JournalKey(2), note: "meanwhile") == .fresh)
        #expect(await journal.deliver(JournalKey(2)) == .delivered("meanwhile"))
        // It cannot be read, so it is made again: a duplicate beats a loss.
        #expect(await journal.deliver(JournalKey(1), note: "again") == .fresh)
        #expect(journal.status.failure?.description == "\(fixture.path): does not answer; see to its disk")
        mayGo.value = true
        try await recovery(of: journal, fixture)
        #expect(await journal.begin([JournalKey(1), JournalKey(2)]).count { $0 == .fresh } == 0)
        journal.close()
        #expect(try rows(fixture.path) == 2)
    }

    @Test("Memory is bounded while nothing can be written; what is at work is never forgotten")
    func bounded() {
        var ledger = JournalLedger()
        let atWork = JournalKey(987_654_321)
        #expect(ledger.begin([atWork]) == [.fresh])
        for number in 0..<JournalLedger.limit + 100 {
            let key = JournalKey(number)
            #expect(ledger.begin([key]) == [.fresh])
            ledger.end([(key, .delivered("Q"))])
        }
        #expect(ledger.count == JournalLedger.limit)
        #expect(ledger.begin([atWork]) == [.inProgress])
        #expect(ledger.begin([JournalKey(7)]) == [.delivered("Q")])
    }

    @Test("What was begun while the database could not be read takes in what it holds")
    func blind() {
        var stored = JournalRow()
        _ = stored.begin(copies: 2)
        stored.end(.delivered("stored"))
        stored.end(.notDelivered)
        var ledger = JournalLedger()
        let key = JournalKey(1)
        #expect(ledger.begin([key]) == [.fresh])
        ledger.end([(key, .delivered("new"))])
        #expect(ledger.takeChanged(first: [key]).isEmpty)
        #expect(ledger.unread(among: []) == [key])
        ledger.read([key], stored: [key: stored])
        // Which of the two copies were delivered is not known: one is delivered once more, rather than never.
        #expect(ledger.begin([key, key]) == [.delivered("new"), .fresh])
        #expect(ledger.takeChanged(first: []).map(\.key) == [key])
    }

    private func recovery(of journal: DeliveryJournal, _ fixture: JournalFixture, atWork: Int = 0) async throws {
        try await eventually("it works again", state: { "\(fixture.reported)" }) {
            journal.status.failure == nil && journal.status.rowsInMemory == atWork
                && fixture.reported.last?.hasSuffix(": can be used again") == true
        }
        #expect(fixture.reported.count { $0.hasSuffix(": can be used again") } == 1)
    }

    private func rows(_ path: String) throws -> Int? {
        try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM journal") }
    }
}

/// A flag that two threads share.
private final class SharedFlag: Sendable {
    private let state: Mutex<Bool>

    init(_ value: Bool) { state = Mutex(value) }

    var value: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
