import Evidence
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

@Suite("Bayes verify")
struct BayesVerifyTests {
    /// A database with folded rows, rows that wait, and some taken back.
    private func trained() throws -> BayesFixture {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        let examples = fixture.examples(40)
        _ = try database.train(examples)
        _ = try database.train(examples.prefix(5).map(\.opposite))
        try database.fold(ifOver: 1)
        _ = try database.train(fixture.examples(10))
        try database.forget(digest: examples[9].digest)
        return fixture
    }

    @Test("A database that was only used is sound, also one that was just made")
    func sound() throws {
        let fixture = try trained()
        #expect(try BayesFile(path: fixture.path).findings() == [])
        let empty = fixture.folder.url.appending(path: "empty.db").path
        _ = try fixture.open(empty)
        #expect(try BayesFile(path: empty).findings() == [])
    }

    @Test(
        "What cannot be in the tables is named",
        arguments: [
            ("UPDATE model SET value = -1 WHERE name = 'spam'", "model: spam is -1, below 0"),
            ("UPDATE model SET value = 99 WHERE name = 'folded'", "model: row 99 of the log is folded"),
            ("DELETE FROM model WHERE name = 'weight3'", "reading it all: no weight3"),
            ("UPDATE token SET ham = 5000000000 WHERE key = (SELECT min(key) FROM token)", "ham out of range"),
            ("UPDATE token SET spam = 1000 WHERE key = (SELECT min(key) FROM token)", "stands in more spam than"),
            ("UPDATE token SET spam = 1000", " more like it"),
            ("UPDATE training SET effect = x'00' WHERE id = 55", "training log: row 55: malformed effect"),
            ("UPDATE training SET event = 7 WHERE id = 2", "training log: row 2: unknown event"),
            ("DELETE FROM training_token WHERE id = 56", "training log: row 56: its tokens are missing"),
            ("UPDATE training_token SET tokens = x'0011' WHERE id = 56", "row 56: its tokens are cut off"),
            ("DROP TABLE token", "tokens: no such table: token"),
        ])
    func broken(change: String, finding: String) throws {
        let fixture = try trained()
        try DatabaseQueue(path: fixture.path).write { try $0.execute(sql: change) }
        let findings = try BayesFile(path: fixture.path).findings()
        #expect(findings.contains { $0.contains(finding) }, "\(findings)")
    }

    @Test("Counts that damage made huge are findings, and trap nowhere")
    func huge() throws {
        let fixture = try trained()
        let change = "UPDATE model SET value = \(Int64.max) WHERE name IN ('spam', 'well_known_spam')"
        try DatabaseQueue(path: fixture.path).write { try $0.execute(sql: change) }
        let file = BayesFile(path: fixture.path)
        let findings = try file.findings()
        #expect(findings.contains { $0.hasPrefix("model: spam is 9223372036854775807, above") }, "\(findings)")
        #expect(try file.overview().information.wellKnownSpam == Int(UInt32.max))
        #expect(try fixture.open().score([]).result != nil)
    }

    @Test("A page that was overwritten and a file that is no database are findings; none at all is an error")
    func damage() throws {
        let fixture = try trained()
        try DatabaseQueue(path: fixture.path).writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        var bytes = try Data(contentsOf: URL(filePath: fixture.path))
        bytes.replaceSubrange(8_192..<16_384, with: Data(repeating: 0xA5, count: 8_192))
        let damaged = fixture.folder.url.appending(path: "damaged.db")
        try bytes.write(to: damaged)
        #expect(try !BayesFile(path: damaged.path).findings().isEmpty)
        let text = fixture.folder.url.appending(path: "text.db")
        try Data(repeating: 0x41, count: 5_000).write(to: text)
        #expect(try BayesFile(path: text.path).findings() == ["is not a database"])
        #expect(throws: StoreError.self) { try BayesFile(path: fixture.path + "-none").findings() }
    }
}
