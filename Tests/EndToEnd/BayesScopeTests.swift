import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Models of single recipients, beside that for all.
    struct BayesScopeTests {
        private let ham = Corpora.root.path + "/corpora/ham"
        private let spam = Corpora.root.path + "/corpora/spam"
        private let newsletter = Corpora.root.path + "/corpora/ham/en-museum-newsletter.eml"
        private static let configuration = """
            [bayes]
            scope = "recipient"
            minimum_ham = 20
            minimum_spam = 20
            """

        @Test(arguments: ["LHLO", "EHLO"])
        func `What one recipient calls spam is spam for him alone, in one message for several`(
            greeting: String
        ) async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port, file: Self.configuration)
            #expect(try await tamis.run(["learn", "--ham", ham]).status == 0)
            #expect(try await tamis.run(["learn", "--spam", spam]).status == 0)
            let learned = try await tamis.run(["learn", "--spam", "--recipient", "Bea+news@example.test", newsletter])
            #expect(learned.status == 0, "\(learned.errors)")
            #expect(learned.output.contains("/bayes/bea@example.test.db: spam 0 -> 1, ham 0 -> 0"), "\(learned.output)")

            let content = try [UInt8](Data(contentsOf: URL(filePath: newsletter))).split(
                separator: 0x0A, omittingEmptySubsequences: false)
            let replies = try SMTPDialogue(port: tamis.port).send(
                content: Array(content.joined(separator: [0x0D, 0x0A])),
                to: ["anna@example.test", "bea@example.test", "carl@example.test"],
                hello: "\(greeting) client.example.com")
            #expect(replies.allSatisfy { $0.hasPrefix("250") }, "\(replies)")
            let points = try sink.messages().reduce(into: [String: Double]()) { points, message in
                let score = HeaderBlock(message.content).values("X-Spam-Score").first.flatMap { Double($0) }
                for line in message.envelope where line.hasPrefix("RCPT TO:") {
                    points[String(line.dropFirst("RCPT TO:<".count).prefix { $0 != "@" })] = score
                }
            }
            #expect(points["anna"] == points["carl"])
            #expect(try #require(points["bea"]) > (try #require(points["anna"])) + 1, "\(points)")

            // The commands say the same, and a start keeps it.
            let his = try await tamis.run(["score", "--json", "--recipient", "bea@example.test", newsletter])
            let all = try await tamis.run(["score", "--json", newsletter])
            #expect(try score(his.output) == points["bea"])
            #expect(try score(all.output) == points["anna"])
            let shown = try await tamis.run(["bayes", "info", "--recipient", "bea@example.test"])
            #expect(shown.output.contains("\nspam            1 trained"), "\(shown.output)\(shown.errors)")
            let forgotten = try await tamis.run(["learn", "--forget", "--recipient", "bea@example.test", newsletter])
            #expect(forgotten.output.contains("forgotten 1"), "\(forgotten.output)")
            #expect(
                try score(
                    try await tamis.run(["score", "--json", "--recipient", "bea@example.test", newsletter]).output)
                    == points["anna"])
        }

        @Test
        func `Without bayes.scope a recipient's own learning is refused, and so is no address`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let refused = try await tamis.run(["learn", "--spam", "--recipient", "a@example.test", newsletter])
            #expect(refused.status != 0)
            #expect(refused.errors.contains("there is one model for all (bayes.scope)"), "\(refused.errors)")
        }

        private func score(_ line: String) throws -> Double? {
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])["score"] as? Double
        }
    }
}
