import Bayes
import Evidence
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

    @Test("What bogofilter learned is a start: words of body and subject, senders, hosts")
    func bogofilter() throws {
        let fixture = try BayesFixture()
        let text = """
            .ENCODING 2 0 20260101
            .MSG_COUNT 40 60 20260101
            .WORDLIST_VERSION 20040500 0 20260101
            Free 30 2 20260101
            free 25 1 20260101
            subj:Meeting 0 12 20251231
            from:shop.example 9 0 20251231
            from:Anna 0 7 20251231
            rcvd:192.0.2.7 3 0 20251231
            head:Content-Type 40 60 20260101
            url:192.0.2.9 1 0 20260101

            """
        var lines = text.split(separator: "\n")[...]
        try BayesFile(path: fixture.path).importModel(.bogofilter, name: "dump.txt", replaces: false) {
            lines.popFirst().map(String.init)
        }
        let (model, _) = try BayesFile(path: fixture.path).model()
        func entry(_ section: TokenSection, _ text: String) -> [UInt32]? {
            model.table[Token(section: section, hash: TokenHash.hash(Array(text.utf8).span))].map { [$0.spam, $0.ham] }
        }
        #expect(model.counts == TrainingCounts(spam: 40, ham: 60))
        // Added up, and no more than there were.
        #expect(entry(.text, "free") == [40, 3])
        #expect(entry(.subject, "meeting") == [0, 12])
        #expect(entry(.addresses, "from:domain:shop.example") == [9, 0])
        #expect(entry(.addresses, "from:name:anna") == [0, 7])
        #expect(entry(.received, "ip:192.0.2.7") == [3, 0])
        #expect(entry(.url, "ip:192.0.2.9") == [1, 0])
        #expect(model.table.count == 7)
        #expect(try BayesFile(path: fixture.path).findings() == [])
        #expect(try fixture.open().train([fixture.example(isSpam: true)]).map(\.status) == [.learned])

        for (broken, problem) in [
            ("word 1\n", "dump.txt:1: expected a token"), ("word 1 2 20260101\n", "dump.txt:2: the file ends"),
        ] {
            var lines = broken.split(separator: "\n")[...]
            let error = try #require(throws: StoreError.self) {
                try BayesFile(path: fixture.folder.url.appending(path: "none.db").path).importModel(
                    .bogofilter, name: "dump.txt", replaces: false
                ) { lines.popFirst().map(String.init) }
            }
            #expect(error.description.hasPrefix(problem), "\(error)")
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
        let other = fixture.folder.url.appending(path: "other.db").path
        try importText(text, to: other)
        #expect(try export(other) == text)
        #expect(try BayesFile(path: other).findings() == [])
        let imported = try fixture.open(other)
        #expect(imported.model == database.model)
        #expect(try imported.train([fixture.example(isSpam: true)]).map(\.status) == [.learned])
        try imported.close()

        // An empty one is replaced unasked.
        let empty = fixture.folder.url.appending(path: "empty.db").path
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
        let other = fixture.folder.url.appending(path: "other.db").path
        let error = try #require(throws: StoreError.self) {
            try importText(lines.joined(separator: "\n"), to: other)
        }
        #expect(error.description.contains(problem), "\(error)")
        if number != 10 { #expect(error.path == "model.txt:\(number)") }
        #expect(!FileManager.default.fileExists(atPath: other))
    }
}
