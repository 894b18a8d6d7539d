import Bayes
import Evidence
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Store

@Suite("Bayes database")
struct BayesDatabaseTests {
    @Test("An acknowledged training is synced: the writer says synchronous = FULL, and the log is a WAL")
    func pragmas() throws {
        let database = try BayesFixture().open()
        try database.pool.writeWithoutTransaction { db throws in
            #expect(try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2)
            #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal")
            #expect(try Int.fetchOne(db, sql: "PRAGMA busy_timeout") == 30_000)
            #expect(try Int.fetchOne(db, sql: "PRAGMA user_version") == DatabaseSchema.bayes.version)
        }
        #expect(BayesSettings().busyTimeout == .seconds(10))
        #expect(BayesSettings().survivesPowerLoss)
    }

    @Test("Only one that is to be thrown away does not wait for the disk")
    func withoutSync() throws {
        let fixture = try BayesFixture()
        try withExtendedLifetime(fixture) {
            let database = try BayesDatabase(
                path: fixture.path, settings: BayesSettings(survivesPowerLoss: false))
            try database.pool.writeWithoutTransaction { db throws in
                #expect(try Int.fetchOne(db, sql: "PRAGMA synchronous") == 0)
            }
        }
    }

    @Test("Until enough is learned it gives no score and says how much is missing")
    func minimum() throws {
        let fixture = try BayesFixture()
        let database = try BayesDatabase(
            path: fixture.path, settings: BayesSettings(minimumHam: 3, minimumSpam: 2))
        let message = fixture.example(isSpam: true)
        #expect(
            database.score(message.tokens).unavailableReason
                == "needs 3 more ham and 2 more spam (tamis learn --ham, tamis learn --spam)")
        _ = try database.train((0..<3).map { _ in fixture.example(isSpam: false) })
        _ = try database.train([message])
        #expect(database.score(message.tokens).unavailableReason == "needs 1 more spam (tamis learn --spam)")
        _ = try database.train([fixture.example(isSpam: true)])
        #expect(database.score(message.tokens).result == database.rawScore(message.tokens))
    }

    @Test("A message is learned once; learned as the other class, the first is taken back")
    func idempotent() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(60))
        let before = database.model
        let message = fixture.example(isSpam: true)
        #expect(try database.train([message]).map(\.status) == [.learned])
        let asSpam = database.model
        let again = try #require(try database.train([message]).first)
        #expect(again.status == .alreadyLearned)
        #expect(again.before == again.after)
        #expect(database.model == asSpam)
        let changed = try #require(try database.train([message.opposite]).first)
        #expect(changed.status == .relearned)
        #expect(changed.after.logOdds < changed.before.logOdds)
        #expect(database.model.counts.spam == before.counts.spam)
        #expect(database.model.counts.ham == before.counts.ham + 1)
        #expect(try database.train([message, message]).map(\.status) == [.relearned, .alreadyLearned])
        #expect(database.model == asSpam)
        #expect(try database.forget(digest: message.digest))
        #expect(database.model == before)
        #expect(try !database.forget(digest: message.digest))
        #expect(try database.train([message]).map(\.status) == [.learned])
        #expect(database.model == asSpam)
    }

    @Test("A message that is well known is noted and counted, and changes no token")
    func wellKnown() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        var statuses: [TrainingOutcome.Status] = []
        var last = fixture.example(isSpam: true)
        for _ in 0..<40 where statuses.last != .wellKnown {
            _ = try database.train(fixture.examples(60))
            last = fixture.example(isSpam: true)
            let before = database.model
            statuses += try database.train([last]).map(\.status)
            if statuses.last == .wellKnown {
                #expect(database.model.table == before.table)
                #expect(database.model.combiner == before.combiner)
                #expect(database.model.counts.wellKnownSpam == before.counts.wellKnownSpam + 1)
            }
        }
        #expect(statuses.last == .wellKnown)
        #expect(try database.train([last]).map(\.status) == [.alreadyLearned])
        let spam = database.model.counts.wellKnownSpam
        #expect(try database.train([last.opposite]).map(\.status) == [.relearned])
        #expect(database.model.counts.wellKnownSpam == spam - 1)
        #expect(try fixture.open().model == database.model)
    }

    @Test("The table and the log, the table alone, and the memory say the same, to the bit")
    func folding() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        let messages = fixture.examples(200)
        _ = try database.train(messages)
        _ = try database.train(messages.prefix(20).map(\.opposite))
        for message in messages[20..<30] { try database.forget(digest: message.digest) }
        let probes = fixture.examples(20).map(\.tokens)
        let scores = probes.map { database.rawScore($0) }
        let replayed = try fixture.open()
        #expect(replayed.model == database.model)
        try replayed.fold(ifOver: 1)
        try replayed.pool.read { db throws in
            #expect(try StoredModel(db: db).foldedID() == 250)
            #expect(try StoredModel(db: db).read() == database.model)
        }
        let reopened = try fixture.open()
        #expect(reopened.model == database.model)
        #expect(probes.map { reopened.rawScore($0) } == scores)
        // A database that slept through the fold goes on as if nothing had happened.
        let more = fixture.examples(10)
        _ = try database.train(more)
        try reopened.refresh()
        #expect(reopened.model == database.model)
        try database.close()
        #expect(try fixture.open().model == reopened.model)
    }

    @Test("Tokens that were forgotten in memory are deleted from the table by the next fold")
    func foldingForgotten() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        let message = fixture.example(isSpam: false)
        _ = try database.train([message])
        try database.fold(ifOver: 1)
        try database.forget(digest: message.digest)
        try database.fold(ifOver: 1)
        try database.pool.read { db throws in
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM token") == 0)
        }
        // Pruning forgets tokens that no row of the log names.
        _ = try database.train(fixture.examples(3))
        try database.fold(ifOver: 1)
        let tokens = database.model.table.tokens { _ in true }
        database.state.withLock { state in
            for token in tokens { state.model.table[token] = nil }
            state.forgotten = tokens
        }
        let last = fixture.example(isSpam: true)
        _ = try database.train([last])
        try database.fold(ifOver: 1)
        let reopened = try fixture.open()
        #expect(Set(reopened.model.table.tokens { _ in true }) == Set(last.tokens))
    }

    @Test("The log is folded by itself once a thousand rows wait, and old rows give up their tokens")
    func foldingByItself() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        let messages = fixture.examples(1_100)
        for start in stride(from: 0, to: messages.count, by: 100) {
            _ = try database.train(Array(messages[start..<start + 100]))
        }
        try database.fold(ifOver: 1)
        try database.pool.read { db throws in
            #expect(try StoredModel(db: db).foldedID() == 1_100)
            #expect(try Int.fetchOne(db, sql: "SELECT min(id) FROM training_token") ?? 0 > 100)
        }
        // Its own tokens are gone: those of the message itself serve.
        let counts = database.model.counts
        #expect(try database.train([messages[0].opposite]).map(\.status) == [.relearned])
        #expect(database.model.counts.spam == counts.spam - 1)
        #expect(database.model.counts.ham == counts.ham + 1)
        #expect(try fixture.open().model == database.model)
    }

    @Test("A process that slept while tokens were dropped loads the table anew")
    func overtaken() throws {
        let fixture = try BayesFixture()
        let sleeper = try fixture.open()
        let worker = try fixture.open()
        _ = try worker.train(fixture.examples(30))
        try worker.fold(ifOver: 1)
        try worker.pool.write { db in try db.execute(sql: "DELETE FROM training_token") }
        try sleeper.refresh()
        #expect(sleeper.model == worker.model)
        #expect(sleeper.model.counts.time == 30)
    }

    @Test("Two processes that train in turns lose nothing and come to one model")
    func interleaved() throws {
        let fixture = try BayesFixture()
        let databases = [try fixture.open(), try fixture.open()]
        let messages = fixture.examples(120)
        for (number, message) in messages.enumerated() {
            _ = try databases[number % 2].train([message])
            if number == 70 { try databases[0].fold(ifOver: 1) }
        }
        for database in databases { try database.refresh() }
        #expect(databases[0].model == databases[1].model)
        let alone = try BayesFixture()
        let single = try alone.open()
        _ = try single.train(messages)
        #expect(single.model == databases[0].model)
        #expect(try fixture.open().model == single.model)
    }

    @Test("Many threads and two processes at once: every training counts, and scores are served meanwhile")
    func concurrent() async throws {
        let fixture = try BayesFixture()
        let databases = [try fixture.open(), try fixture.open()]
        let messages = fixture.examples(160)
        let probe = fixture.example(isSpam: true).tokens
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                let mine = messages.enumerated().filter { $0.offset % 8 == worker }.map(\.element)
                let database = databases[worker % 2]
                group.addTask {
                    for message in mine {
                        let outcomes = try database.train([message])
                        #expect(outcomes.count == 1)
                        _ = database.score(probe)
                    }
                }
            }
            try await group.waitForAll()
        }
        for database in databases { try database.refresh() }
        #expect(databases[0].model == databases[1].model)
        let counts = databases[0].model.counts
        #expect(counts.time + counts.wellKnownSpam + counts.wellKnownHam == 160)
        #expect(try fixture.open().model == databases[0].model)
    }

    @Test("What is told of a database is what was learned")
    func information() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        #expect(database.information.lastTraining == nil)
        let message = fixture.example(isSpam: true)
        _ = try database.train([message, fixture.example(isSpam: false), fixture.example(isSpam: false)])
        let information = database.information
        #expect(information.spam == 1)
        #expect(information.ham == 2)
        #expect(information.tokens == database.model.table.count)
        #expect(information.byteCount > 4_096)
        #expect(information.lastTraining ?? 0 > 1_700_000_000)
        #expect(try fixture.open().information.lastTraining == information.lastTraining)
        #expect(database.explanation(of: message.tokens).contributions.first?.evidence.magnitude ?? 0 > 0)
    }
}
