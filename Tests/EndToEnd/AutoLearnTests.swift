import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Learning without a person's word, through the whole daemon.
    struct AutoLearnTests {
        private static let configuration = """
            [bayes]
            minimum_ham = 20
            minimum_spam = 20
            auto_learn = %
            """
        /// What the classifier knows as spam, with links that lie and a broken header.
        private static func spam() throws -> [UInt8] {
            let text = try String(
                contentsOfFile: Corpora.root.path + "/corpora/spam/pharma-plain.eml", encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let end = lines.firstIndex(of: "") ?? 0
            let mail =
                lines[..<end].filter { !$0.hasPrefix("Date:") } + ["X-Auto: 1", ""] + lines[(end + 1)...]
                + ["hxxp://pills.example/buy http://bank.example@pills.example/"]
            return Array(mail.joined(separator: "\r\n").utf8)
        }

        @Test(arguments: [true, false])
        func `It is off unless it is switched on; then what was learned is listed and taken back`(
            isOn: Bool
        ) async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(
                nextHop: sink.port, file: Self.configuration.replacing("%", with: "\(isOn)"))
            #expect(try await tamis.run(["learn", "--ham", Corpora.root.path + "/corpora/ham"]).status == 0)
            #expect(try await tamis.run(["learn", "--spam", Corpora.root.path + "/corpora/spam"]).status == 0)
            let before = try await tamis.run(["bayes", "export"]).output
            let replies = try SMTPDialogue(port: tamis.port).send(
                content: try Self.spam(), to: ["a@example.test", "b@example.test"])
            #expect(replies.allSatisfy { $0.hasPrefix("250") }, "\(replies)")
            guard isOn else {
                tamis.process.signal(SIGTERM)
                _ = try await tamis.process.wait()
                #expect(try await tamis.run(["bayes", "export"]).output == before)
                return
            }
            try await eventually("it is learned", state: { tamis.log }) {
                tamis.log.contains("as spam by itself (log-odds ")
            }
            let listed = try await tamis.run(["bayes", "auto-learned", "--json"])
            let shown = try #require(
                try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any])
            #expect(shown["isSpam"] as? Bool == true)
            let id = try #require(shown["id"] as? Int)
            #expect(try await tamis.run(["bayes", "export"]).output != before)
            let takenBack = try await tamis.run(["bayes", "auto-learned", "--forget", "\(id)"])
            #expect(takenBack.status == 0, "\(takenBack.errors)")
            #expect(try await tamis.run(["bayes", "export"]).output == before)
            #expect(try await tamis.run(["bayes", "auto-learned"]).output.isEmpty)
            let missing = try await tamis.run(["bayes", "auto-learned", "--forget", "\(id)"])
            #expect(missing.status == 1)
            #expect(missing.errors.contains("there is no message \(id) in the list"))
        }
    }
}
