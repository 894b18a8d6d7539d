import Bayes
import Evidence
import Foundation
import TestSupport
import Testing

@testable import Store

@Suite("The starter model that comes with Tamis")
struct StarterModelFileTests {
    private func starter(_ text: String) throws -> StarterModel {
        var lines = text.split(separator: "\n")[...]
        return try StarterModel(name: "starter.txt") { lines.popFirst().map(String.init) }
    }

    @Test("It can be read, and answers where nothing is learned")
    func shipped() throws {
        let text = try String(
            contentsOf: Corpora.root.appending(path: "config/starter-model.txt"), encoding: .utf8)
        #expect(text.utf8.count <= 3 << 20)
        let fixture = try BayesFixture()
        let tokens = ["viagra", "meeting"].map {
            Token(section: .subject, hash: TokenHash.hash(Array($0.utf8).span))
        }
        let plain = try BayesDatabase(path: fixture.path)
        #expect(plain.score(tokens).unavailableReason != nil)
        let helped = try BayesDatabase(path: fixture.path, starter: try starter(text))
        #expect(try #require(helped.score(tokens).result).knownTokenCount > 0)
        // It teaches nothing, and nothing is learned of it.
        #expect(helped.model == BayesModel())
        _ = try helped.train(fixture.examples(30))
        _ = try plain.train([])
        try plain.refresh()
        #expect(plain.model == helped.model)
    }

    @Test("A line that is wrong is named, with what helps")
    func broken() throws {
        let error = try #require(throws: StoreError.self) { _ = try starter("tamis-bayes-export 1\nspam x\n") }
        #expect(error.description.hasPrefix("starter.txt:2: "))
        #expect(error.description.hasSuffix("or set bayes.starter = false"))
    }
}
