import Bayes
import Evidence
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

@Suite("Bayes database: learning without a person's word")
struct AutoLearningTests {
    private let bounds = AutoLearnBounds(perDay: 3, balance: 3)

    private func note(_ name: String) -> AutoLearnNote {
        AutoLearnNote(from: "\(name)@example.com", subject: name, messageID: "<\(name)@example.com>", reason: "a test")
    }

    private func learned(_ fixture: BayesFixture) throws -> [String] {
        try BayesFile(path: fixture.path).autoLearned().map(\.note.subject)
    }

    @Test("What is learned so is listed, and taken back to the bit by its number alone")
    func takenBack() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(40))
        let before = database.model
        let message = fixture.example(isSpam: true)
        #expect(try database.learnAutomatically(message, note: note("a"), bounds: bounds) == .learned)
        #expect(database.model != before)
        let shown = try BayesFile(path: fixture.path).autoLearned()
        #expect(shown.map(\.note) == [note("a")])
        #expect(shown.map(\.isSpam) == [true])
        #expect(try database.forgetAutoLearned(try #require(shown.first).id))
        #expect(database.model == before)
        #expect(try learned(fixture) == [])
        #expect(try !database.forgetAutoLearned(shown[0].id))
        // That was a person's word.
        #expect(try database.learnAutomatically(message, note: note("a"), bounds: bounds) == .known)
        #expect(database.model == before)
    }

    @Test("It can be taken back by its number long after others' tokens are dropped")
    func longAfter() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(40))
        let message = fixture.example(isSpam: true)
        #expect(try database.learnAutomatically(message, note: note("a"), bounds: bounds) == .learned)
        for _ in 0..<3 {
            _ = try database.train(fixture.examples(300))
            try database.fold(ifOver: 1)
        }
        let counts = database.model.counts
        let entries = message.tokens.map { database.model.table[$0]?.spam ?? 0 }
        #expect(try database.forgetAutoLearned(try #require(BayesFile(path: fixture.path).autoLearned().first).id))
        #expect(database.model.counts.spam == counts.spam - 1)
        #expect(message.tokens.map { database.model.table[$0]?.spam ?? 0 } == entries.map { $0 - 1 })
    }

    @Test("A person's word settles it: the same class confirms, the other takes back")
    func word() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(40))
        let (one, other) = (fixture.example(isSpam: true), fixture.example(isSpam: true))
        #expect(try database.learnAutomatically(one, note: note("one"), bounds: bounds) == .learned)
        #expect(try database.learnAutomatically(other, note: note("other"), bounds: bounds) == .learned)
        #expect(try learned(fixture) == ["other", "one"])
        #expect(try database.train([one]).map(\.status) == [.alreadyLearned])
        #expect(try learned(fixture) == ["other"])
        #expect(try database.train([other.opposite]).map(\.status) == [.relearned])
        #expect(try learned(fixture) == [])
    }

    @Test("No more of a class in a day than the bound, however often it is tried; the next day again")
    func day() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(40))
        let outcomes = try (0..<6).map {
            try database.learnAutomatically(fixture.example(isSpam: true), note: note("\($0)"), bounds: bounds)
        }
        #expect(outcomes == [.learned, .learned, .learned, .dayIsFull, .dayIsFull, .dayIsFull])
        #expect(
            try database.learnAutomatically(fixture.example(isSpam: false), note: note("ham"), bounds: bounds)
                == .learned)
        try database.pool.writeWithoutTransaction { db in
            try db.execute(sql: "UPDATE training SET time = time - 86500")
        }
        #expect(
            try database.learnAutomatically(fixture.example(isSpam: true), note: note("next"), bounds: bounds)
                == .learned)
    }

    @Test("It never makes one class more than so many times the other")
    func balance() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train((0..<8).map { fixture.example(isSpam: $0 < 6) })
        let bounds = AutoLearnBounds(perDay: 1_000, balance: 3)
        #expect(
            try database.learnAutomatically(fixture.example(isSpam: true), note: note("a"), bounds: bounds)
                == .unbalanced)
        #expect(
            try database.learnAutomatically(fixture.example(isSpam: false), note: note("b"), bounds: bounds) == .learned
        )
        // With nothing learned of the other class nothing is.
        let empty = try fixture.open(fixture.folder.url.appending(path: "empty.db").path)
        #expect(
            try empty.learnAutomatically(fixture.example(isSpam: true), note: note("a"), bounds: bounds) == .unbalanced)
    }

    @Test("After 30 days without an objection it stands")
    func old() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(40))
        #expect(
            try database.learnAutomatically(fixture.example(isSpam: true), note: note("a"), bounds: bounds) == .learned)
        try database.pool.writeWithoutTransaction { db in
            try db.execute(sql: "UPDATE training SET time = time - 31 * 86400")
        }
        try database.fold(ifOver: 1)
        #expect(try learned(fixture) == [])
    }
}
