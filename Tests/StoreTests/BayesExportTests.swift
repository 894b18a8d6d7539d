import Foundation
import TestSupport
import Testing

@testable import Store

@Suite("Bayes export")
struct BayesExportTests {
    private func export(_ path: String) throws -> String {
        var text = ""
        try BayesFile(path: path).export { text += $0 }
        return text
    }

    private func importText(_ text: String, to path: String, replaces: Bool = false) throws {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()[...]
        try BayesFile(path: path).importModel(name: "model.txt", replaces: replaces) {
            lines.popFirst().map(String.init)
        }
    }

    @Test("Exported, imported where nothing is, and exported again, a model is the same bytes and the same model")
    func roundTrip() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(80))
        try database.fold(ifOver: 1)
        _ = try database.train(fixture.examples(30))
        let text = try export(fixture.path)
        #expect(text.hasPrefix("tamis-bayes-export 1\nspam 37\nham 73\nwell-known-spam 0\n"))
        let other = fixture.folder.appending(path: "other.db").path
        try importText(text, to: other)
        #expect(try export(other) == text)
        #expect(try BayesFile(path: other).findings() == [])
        let imported = try fixture.open(other)
        #expect(imported.model == database.model)
        #expect(try imported.train([fixture.example(isSpam: true)]).map(\.status) == [.learned])
        try imported.close()

        // An empty one is replaced unasked.
        let empty = fixture.folder.appending(path: "empty.db").path
        try fixture.open(empty).close()
        try importText(text, to: empty)
        #expect(try export(empty) == text)
    }

    @Test("A database in which something is learned is replaced only when asked to, and kept")
    func replacing() throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        let empty = try export(fixture.path)
        _ = try database.train(fixture.examples(4))
        try database.close()
        let text = try export(fixture.path)
        let error = try #require(throws: StoreError.self) { try importText(empty, to: fixture.path) }
        #expect(error.description.contains("something is learned in it already; say --replace"))
        #expect(try export(fixture.path) == text)
        try importText(empty, to: fixture.path, replaces: true)
        #expect(try export(fixture.path) == empty)
        #expect(try export(BayesFile(path: fixture.path).formerPath) == text)
    }

    @Test(
        "A line that is wrong is named, and nothing is taken",
        arguments: [
            (1, "tamis-bayes-export 2", "expected \"tamis-bayes-export 1\""),
            (2, "spam -1", "spam cannot be below 0"), (2, "spam 4294967296", "spam cannot be above 4294967295"),
            (3, "ham", "expected \"ham\" and 1 whole number"), (6, "run  1", "expected \"run\" and 1 whole number"),
            (8, "weights 1 2 3", "expected \"weights\" and 11 whole numbers"),
            (11, "received 0000000000000001 1 0 0", "expected section, hash"),
            (11, "body 0000000000000001 1 0 0 1", "there is no section \"body\""),
            (11, "received 1 1 0 0 1", "a hash has 16 hexadecimal digits"),
            (11, "received 0000000000000000 1 0 0 1", "no token has this hash"),
            (11, "received 0000000000000001 -1 0 0 1", "whole numbers of 32 bits"),
            (11, "received 0000000000000001 +1 0 0 1", "not in their plain form"),
            (12, "received 0000000000000001 1 0 0 1", "not in ascending order"),
            (10, "tokens 3", "more tokens than the header says"), (10, "tokens 999999", "tokens are missing"),
        ])
    func wrong(number: Int, line: String, problem: String) throws {
        let fixture = try BayesFixture()
        let database = try fixture.open()
        _ = try database.train(fixture.examples(10))
        var lines = try export(fixture.path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[number - 1] = line
        let other = fixture.folder.appending(path: "other.db").path
        let error = try #require(throws: StoreError.self) {
            try importText(lines.joined(separator: "\n"), to: other)
        }
        #expect(error.description.contains(problem), "\(error)")
        if number != 10 { #expect(error.path == "model.txt:\(number)") }
        #expect(!FileManager.default.fileExists(atPath: other))
    }
}
