import Bayes
import Evidence
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

@Suite("Bayes database: faults")
struct BayesDatabaseFaultTests {
    @Test("A crash at any time leaves every acknowledged training and nothing half done")
    func crash() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        for round in 0..<12 {
            _ = try database.train(fixture.examples(7))
            if round % 4 == 2 { try database.fold(ifOver: 1) }
            let copy = try fixture.copyAsCrashed(to: "crash-\(round).db")
            #expect(try fixture.open(copy).model == database.model, "round \(round)")
        }
    }

    @Test("A log cut anywhere, as when the power fails, leaves the state after one of the transactions")
    func tornLog() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        try database.pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        var states = [database.model]
        for round in 0..<6 {
            _ = try database.train(fixture.examples(5))
            if round == 3 { try database.fold(ifOver: 1) }
            states.append(database.model)
        }
        let wal = try Data(contentsOf: URL(filePath: fixture.path + "-wal"))
        var reached = Set<Int>()
        for cut in stride(from: 0, through: wal.count, by: max(wal.count / 40, 1)) {
            let copy = fixture.folder.url.appending(path: "torn-\(cut).db").path
            try FileManager.default.copyItem(atPath: fixture.path, toPath: copy)
            try wal.prefix(cut).write(to: URL(filePath: copy + "-wal"))
            let model = try fixture.open(copy).model
            let state = try #require(states.firstIndex(of: model), "cut at \(cut)")
            reached.insert(state)
        }
        #expect(reached.count > 3)
    }

    @Test("A lock that another process holds is waited for, then named; nothing is learned")
    func locked() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open(busyTimeout: .milliseconds(50))
        _ = try database.train(fixture.examples(3))
        let before = database.model
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: fixture.path, configuration: configuration)
        try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let message = fixture.example(isSpam: true)
        let error = try #require(throws: StoreError.self) { _ = try database.train([message]) }
        #expect(error.description.hasPrefix("\(fixture.path): is locked by another program"))
        // Scores do not ask the disk.
        #expect(database.score(message.tokens).result != nil)
        try other.inDatabase { try $0.execute(sql: "COMMIT") }
        #expect(database.model == before)
        #expect(try database.train([message]).map(\.status) == [.learned])
        #expect(try fixture.open().model == database.model)
    }

    @Test("A transaction that fails at its end is undone in memory too")
    func failedCommit() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(30))
        let before = database.model
        let messages = fixture.examples(2)
        try database.pool.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    CREATE TEMP TRIGGER fault AFTER INSERT ON main.training WHEN NEW.id = 32
                    BEGIN SELECT RAISE(ABORT, 'a fault of the test'); END
                    """)
        }
        #expect(throws: StoreError.self) { _ = try database.train(messages) }
        try database.pool.writeWithoutTransaction { db in try db.execute(sql: "DROP TRIGGER fault") }
        try database.refresh()
        #expect(database.model == before)
        #expect(try database.train(messages).map(\.status) == [.learned, .learned])
        #expect(try fixture.open().model == database.model)
    }

    @Test("What cannot be a Bayes database is named with its path and what to do")
    func unusable() throws {
        let fixture = try BayesFixture()
        func message(_ path: String) throws -> String {
            try #require(throws: StoreError.self) { _ = try fixture.open(path) }.description
        }
        #expect(try message(fixture.folder.path).contains("is a folder"))
        let missing = fixture.folder.url.appending(path: "none/bayes.db").path
        #expect(try message(missing).contains("its folder does not exist"))
        let text = fixture.folder.url.appending(path: "text.db").path
        try Data(repeating: 0x41, count: 8_192).write(to: URL(filePath: text))
        #expect(try message(text).hasPrefix("\(text): is not a database; "))
        let foreign = fixture.folder.url.appending(path: "foreign.db").path
        try DatabaseQueue(path: foreign).inDatabase { try $0.execute(sql: "CREATE TABLE mail (id INTEGER)") }
        #expect(try message(foreign).contains("another program's database"))
        let newer = fixture.folder.url.appending(path: "newer.db").path
        try fixture.open(newer).pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
        #expect(try message(newer).contains("has schema version 99, and this Tamis knows up to 2"))
    }

    @Test("Damage to any page is an error or harmless, never a trap")
    func damaged() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(60))
        try database.close()
        let whole = try [UInt8](Data(contentsOf: URL(filePath: fixture.path)))
        var generator = SeededGenerator(seed: 5)
        var errors = 0
        for round in 0..<60 {
            var bytes = whole
            for _ in 0..<(1 + round) {
                bytes[Int.random(in: 100..<bytes.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            if round % 10 == 9 { bytes = Array(bytes.prefix(bytes.count / 2)) }
            let path = fixture.folder.url.appending(path: "damaged-\(round).db").path
            try Data(bytes).write(to: URL(filePath: path))
            do {
                let damaged = try fixture.open(path)
                _ = damaged.score(fixture.example(isSpam: true).tokens)
                _ = try damaged.train(fixture.examples(2))
                try damaged.close()
            } catch let error as StoreError {
                #expect(error.path == path)
                errors += 1
            }
        }
        #expect(errors > 0)
    }

    @Test("On a full disk nothing is acknowledged, and all that was stays", .enabled(if: SmallFileSystem.isAvailable))
    func fullDisk() throws {
        let fixture = try BayesFixture()
        let disk = try SmallFileSystem(over: fixture.folder.folder("disk"), kilobytes: 1_024, reserved: 256)
        let path = disk.path + "/bayes.db"
        let database = try fixture.open(path)
        var acknowledged: [TrainingExample] = []
        let error = try #require(throws: StoreError.self) {
            for _ in 0..<10_000 {
                let messages = fixture.examples(10)
                _ = try database.train(messages)
                acknowledged += messages
            }
        }
        #expect(error.description.contains("disk is full"))
        #expect(!acknowledged.isEmpty)
        #expect(database.information.spam + database.information.ham == acknowledged.count)
        disk.makeRoom()
        #expect(try database.train(acknowledged).allSatisfy { $0.status == .alreadyLearned })
        #expect(try fixture.open(path).model == database.model)
    }
}
