import Bayes
import Evidence
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

@Suite("Bayes database: bounds")
struct BayesPruningTests {
    @Test("Beyond the bound the least tokens go, from memory and disk; what many messages had stays")
    func bound() throws {
        let fixture = try BayesFixture()
        let settings = BayesSettings(minimumHam: 0, minimumSpam: 0, maximumTokens: 1_000)
        let database = try BayesDatabase(path: fixture.path, settings: settings)
        _ = try database.train(fixture.examples(400))
        try database.fold(ifOver: 1)
        #expect(database.model.table.count == 900)
        let kept = database.model
        #expect(try fixture.open().model == kept)
        let unbounded = try BayesDatabase(
            path: fixture.folder.url.appending(path: "unbounded.db").path,
            settings: BayesSettings(maximumTokens: 1 << 20))
        let again = try BayesFixture()
        _ = try unbounded.train(again.examples(400))
        let frequent = unbounded.model.table.tokens { $0.spam &+ $0.ham >= 6 }
        #expect(frequent.count > 50)
        #expect(frequent.allSatisfy { kept.table[$0] != nil })
    }

    @Test("Another process that has the database open follows with its next training")
    func otherProcess() throws {
        let fixture = try BayesFixture()
        let one = try fixture.open()
        let other = try fixture.open()
        _ = try one.train(fixture.examples(60))
        try other.refresh()
        let before = other.model.table.count
        let forgotten = try one.prune(to: 200)
        #expect(one.model.table.count == 200)
        #expect(forgotten == before - 200)
        _ = try other.train([fixture.example(isSpam: true)])
        try one.refresh()
        #expect(other.model == one.model)
        #expect(try fixture.open().model == one.model)
        let findings = try BayesFile(path: fixture.path).findings()
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test("A failure while tokens are forgotten leaves them all")
    func failure() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(60))
        try database.fold(ifOver: 1)
        let before = database.model
        try database.pool.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    CREATE TEMP TRIGGER fault BEFORE DELETE ON main.token
                    BEGIN SELECT RAISE(ABORT, 'a fault of the test'); END
                    """)
        }
        #expect(throws: StoreError.self) { _ = try database.prune(to: 100) }
        try database.refresh()
        #expect(database.model == before)
        try database.pool.writeWithoutTransaction { db in try db.execute(sql: "DROP TRIGGER fault") }
        #expect(try database.prune(to: 100) == before.table.count - 100)
    }

    @Test("Texts of the strongest tokens are kept, no more than the bound, and go with their tokens")
    func texts() throws {
        let fixture = try BayesFixture()
        let settings = BayesSettings(minimumHam: 0, minimumSpam: 0, maximumTexts: 50)
        let database = try BayesDatabase(path: fixture.path, settings: settings)
        _ = try database.train(fixture.examples(80).map(\.withTexts))
        try database.fold(ifOver: 1)
        let (model, texts) = try BayesFile(path: fixture.path).model()
        #expect(texts.count == 50)
        #expect(texts.allSatisfy { $0.value == "text of \($0.key.hashDigits)" })
        func strength(_ token: Token) -> Double { model.table[token].map { model.evidence(of: $0).magnitude } ?? 0 }
        let weakest = try #require(texts.keys.map(strength).min())
        #expect(model.table.tokens { model.evidence(of: $0).magnitude > weakest }.allSatisfy { texts[$0] != nil })

        _ = try database.prune(to: 10)
        let left = try BayesFile(path: fixture.path).model()
        #expect(left.texts.keys.allSatisfy { left.model.table[$0] != nil })

        let silent = try BayesDatabase(
            path: fixture.folder.url.appending(path: "silent.db").path, settings: BayesSettings(maximumTexts: 0))
        _ = try silent.train(fixture.examples(20).map(\.withTexts))
        try silent.close()
        #expect(try BayesFile(path: silent.path).model().texts.isEmpty)
    }

    @Test("What a database drops it gives back to the disk when it is closed, and leaves no log behind")
    func givesBack() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(600))
        try database.close()
        let size = try FileManager.default.attributesOfItem(atPath: fixture.path)[.size] as? Int
        let log = try? FileManager.default.attributesOfItem(atPath: fixture.path + "-wal")[.size] as? Int
        #expect((log ?? 0) == 0)
        try DatabaseQueue(path: fixture.path).inDatabase { db in
            #expect(try Int.fetchOne(db, sql: "PRAGMA freelist_count") == 0)
            let pages = try #require(try Int.fetchOne(db, sql: "PRAGMA page_count"))
            #expect(size == pages * (try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0))
        }
        #expect(try fixture.open().model == database.model)
    }

    @Test("A database of the first schema is taken over with everything in it")
    func migration() throws {
        let fixture = try BayesFixture()
        let first = DatabaseSchema(
            applicationID: DatabaseSchema.bayes.applicationID,
            migrations: Array(DatabaseSchema.bayes.migrations.prefix(1)), remedy: "")
        let database = try fixture.open()
        _ = try database.train(fixture.examples(30))
        try database.close()
        // Back to what the first version had: its tables are the same.
        try DatabaseQueue(path: fixture.path).inDatabase { db in
            try db.execute(sql: "DROP TABLE token_text; DROP TABLE auto_learned; PRAGMA user_version = 1")
            try first.require(db, path: fixture.path)
        }
        #expect(try fixture.open().model == database.model)
    }

    @Test("The strongest tokens of each section, whatever order the table has them in")
    func strongest() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(200))
        let model = database.model
        for (section, spam, ham) in model.strongest(limit: 5) {
            let all = model.table.tokens { _ in true }.filter { $0.section == section }
                .compactMap { token in model.table[token].map(model.evidence) }.sorted()
            #expect(spam.map(\.evidence) == all.reversed().prefix(5).filter { $0 > 0 })
            #expect(ham.map(\.evidence) == Array(all.prefix(5).filter { $0 < 0 }))
        }
    }
}

extension TrainingExample {
    fileprivate var withTexts: TrainingExample {
        TrainingExample(
            digest: digest, isSpam: isSpam, tokens: tokens, texts: tokens.map { "text of \($0.hashDigits)" })
    }
}
