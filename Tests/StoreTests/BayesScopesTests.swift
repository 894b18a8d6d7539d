import Bayes
import Evidence
import Foundation
import MailObject
import TestSupport
import Testing

@testable import Store

@Suite("Bayes: models of single recipients and domains")
struct BayesScopesTests {
    private func scopes(_ fixture: BayesFixture, maximum: Int = 10) -> BayesScopes {
        BayesScopes(
            folder: fixture.folder.url.appending(path: "bayes").path, maximum: maximum,
            settings: BayesSettings(minimumHam: 0, minimumSpam: 0, maximumTexts: 0))
    }

    @Test("What is learned in one scope is there again after a start, and nothing of it is in another")
    func learned() throws {
        let fixture = try BayesFixture()
        let message = fixture.example(isSpam: true)
        let scopes = scopes(fixture)
        #expect(scopes.model(of: "a@example.org") == nil)
        try scopes.withDatabase(of: "a@example.org") { _ = try $0.train([message]) }
        try scopes.withDatabase(of: "b@example.org") { _ = try $0.train([message.opposite]) }
        let again = self.scopes(fixture)
        #expect(again.failures == [])
        for one in [scopes, again] {
            #expect(one.model(of: "a@example.org")?.counts == TrainingCounts(spam: 1))
            #expect(one.model(of: "b@example.org")?.counts == TrainingCounts(ham: 1))
            #expect(one.model(of: "c@example.org") == nil)
        }
    }

    @Test("There are no more than the bound, and who has one goes on")
    func bound() throws {
        let fixture = try BayesFixture()
        let scopes = scopes(fixture, maximum: 2)
        for name in ["b.example", "a.example"] {
            try scopes.withDatabase(of: name) { _ = try $0.train([fixture.example(isSpam: true)]) }
        }
        let error = try #require(throws: StoreError.self) {
            try scopes.withDatabase(of: "c.example") { _ = try $0.train([fixture.example(isSpam: true)]) }
        }
        #expect(error.description.contains("2 models are in it, and no more may be; raise bayes.max_scopes"))
        try scopes.withDatabase(of: "a.example") { _ = try $0.train([fixture.example(isSpam: false)]) }
        #expect(scopes.model(of: "a.example")?.counts == TrainingCounts(spam: 1, ham: 1))
        let fewer = self.scopes(fixture, maximum: 1)
        #expect(fewer.model(of: "a.example") != nil)
        #expect(fewer.model(of: "b.example") == nil)
        #expect(fewer.failures.count == 1)
    }

    @Test("A database that cannot be read is named, and the others are used")
    func broken() throws {
        let fixture = try BayesFixture()
        let scopes = scopes(fixture)
        try scopes.withDatabase(of: "a.example") { _ = try $0.train([fixture.example(isSpam: true)]) }
        let broken = fixture.folder.url.appending(path: "bayes/b.example.db")
        try Data(repeating: 0x41, count: 8_192).write(to: broken)
        let again = self.scopes(fixture)
        #expect(again.model(of: "a.example") != nil)
        #expect(again.failures.map(\.path) == [broken.path])
    }

    @Test("No name leads out of the folder, or is another's")
    func names() throws {
        let names = [
            "a@example.org", "../../etc/passwd@example.org", ".hidden@example.org", "a/b@example.org",
            "a%2Fb@example.org",
            "ä@example.org", "\"a b\"@example.org", "a\n@example.org", "a_b@example.org",
        ]
        let files = names.map(BayesScopes.fileName)
        #expect(Set(files).count == names.count)
        #expect(files.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") })
        let fixture = try BayesFixture()
        let scopes = scopes(fixture)
        for name in names { try scopes.withDatabase(of: name) { _ = try $0.train([fixture.example(isSpam: true)]) } }
        let folder = fixture.folder.url.appending(path: "bayes").path
        #expect(BayesScopes.names(in: folder) == names.sorted())
        #expect(throws: StoreError.self) {
            try scopes.withDatabase(of: String(repeating: "x", count: 300) + "@example.org") { _ in }
        }
    }

    @Test("A recipient's model is his address' without extension, or his domain's, whatever the case")
    func scopeNames() {
        func name(_ scope: BayesScope, _ path: String) -> String? { scope.name(for: Path(path)) }
        #expect(name(.recipient, "Anna+Lists@Example.ORG") == "anna@example.org")
        #expect(name(.recipient, "+x@example.org") == "+x@example.org")
        #expect(name(.recipient, "anna@example.org") == "anna@example.org")
        #expect(name(.domain, "Anna+Lists@Example.ORG") == "example.org")
        #expect(name(.site, "anna@example.org") == nil)
        for nobody in ["", "postmaster", "@example.org"] { #expect(name(.recipient, nobody) == nil) }
    }
}
