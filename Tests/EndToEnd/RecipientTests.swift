import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Recipients with settings of their own, in one message.
    struct RecipientTests {
        private static let tables = """
            [[recipient]]
            match = "team@example.test"
            subject_tag = "***SPAM*** "

            [[recipient]]
            match = [".lists.test", "lists.test"]
            tag2 = 1000

            [[recipient]]
            match = "lenient@example.test"
            tag2 = 1000
            """
        private static let recipients = [
            "a@example.test", "team@example.test", "lenient@example.test", "b@example.test", "x@deep.lists.test",
            "team+sales@example.test", "team@example.test",
        ]

        @Test
        func `Each is judged by its own settings, and those whose copy is the same share a transaction`() async throws {
            let sink = try await SinkProcess.start()
            // Over the level of all but those that have another: a message without a score of its own would not do.
            let tamis = try await TamisProcess.start(
                nextHop: sink.port, settings: ["policy.tag2=0"], file: Self.tables)
            let replies = try SMTPDialogue(port: tamis.port)
                .send(content: SpecimenMail.ham, to: Self.recipients, hello: "LHLO client.example.com")
            #expect(replies.count == Self.recipients.count)
            #expect(replies.allSatisfy { $0.hasPrefix("250 2.0.0 from MTA(") }, "\(replies)")

            let copies = try sink.messages().map { message in
                (
                    header: HeaderBlock(message.content),
                    recipients: message.envelope.filter { $0.hasPrefix("RCPT TO:") }
                        .map { String($0.dropFirst("RCPT TO:<".count).prefix { $0 != ">" }) }
                )
            }
            let plain = try #require(copies.first { $0.recipients.contains("a@example.test") })
            #expect(plain.recipients == ["a@example.test", "b@example.test"])
            #expect(plain.header.values("X-Spam-Flag") == ["YES"])
            #expect(plain.header.values("Subject") == ["Lunch on Thursday"])
            let tagged = try #require(copies.first { $0.recipients.contains("team@example.test") })
            #expect(tagged.recipients == ["team@example.test", "team+sales@example.test", "team@example.test"])
            #expect(tagged.header.values("Subject") == ["***SPAM*** Lunch on Thursday"])
            let lenient = try #require(copies.first { $0.recipients.contains("lenient@example.test") })
            #expect(lenient.recipients == ["lenient@example.test", "x@deep.lists.test"])
            #expect(lenient.header.values("X-Spam-Flag") == ["NO"])
            #expect(lenient.header.values("X-Spam-Status").first?.contains("required=1000") == true)
            #expect(copies.count == 3)

            // The file is read again as a whole.
            try tamis.folder.write("", to: "tamis.toml")
            tamis.process.signal(SIGHUP)
            try await eventually("the new configuration is in force", state: { tamis.log }) {
                tamis.log.contains("the new configuration is in force")
            }
            let again = try SMTPDialogue(port: tamis.port)
                .send(content: SpecimenMail.ham, to: Self.recipients, hello: "LHLO client.example.com")
            #expect(again.allSatisfy { $0.hasPrefix("250 2.0.0 ") })
            #expect(sink.count == 4)
            #expect(try await tamis.process.stop() == 0, "\(tamis.log)")
        }
    }
}
