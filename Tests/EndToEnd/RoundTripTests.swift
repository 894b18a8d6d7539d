import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Postfix → Tamis → Postfix → Maildir, with everything that passes on the way recorded.
    @Suite(.serialized, .enabled(if: PostfixInstance.isAvailable, "needs root and Postfix"))
    struct RoundTripTests {
        /// What goes in: its recipient tells it apart everywhere.
        struct Passenger {
            let number: Int
            let content: [UInt8]
            let isVirus: Bool
            var recipient: String { "m\(number)@example.test" }
        }

        @Test(arguments: PostfixInstance.FilterProtocol.allCases)
        func `Mail of our own comes out once and untouched, the virus in quarantine`(
            over filterProtocol: PostfixInstance.FilterProtocol
        ) async throws {
            let own = try (Corpora.own("ham") + Corpora.own("spam")).contents().map(\.bytes)
            try await carry(own, over: filterProtocol)
        }

        @Test(
            .enabled(if: Corpora.hasShared, "needs ../shared/corpora, see corpora/README.md"),
            arguments: PostfixInstance.FilterProtocol.allCases)
        func `200 messages of the SpamAssassin corpus come out once and untouched, the virus in quarantine`(
            over filterProtocol: PostfixInstance.FilterProtocol
        ) async throws {
            let all = Corpora.spamAssassin
            // Spread over the whole corpus, so that each of its folders is there.
            let some = stride(from: 0, to: all.count, by: max(1, all.count / 200)).prefix(200).map { all[$0] }
            try await carry(try some.contents().map(\.bytes), over: filterProtocol)
        }

        private func carry(_ mail: [[UInt8]], over filterProtocol: PostfixInstance.FilterProtocol) async throws {
            let specimens = [SpecimenMail.ham, SpecimenMail.gtube, SpecimenMail.eicar, SpecimenMail.eicarInZip]
            let passengers = (specimens + mail).enumerated().map { number, content in
                Passenger(number: number, content: content, isVirus: number == 2 || number == 3)
            }
            let tamisPort = try LoopbackPort.free()
            let before = try RecordingProxy(to: tamisPort)
            let postfix = try await PostfixInstance.start(filterPort: before.port, over: filterProtocol)
            let behind = try RecordingProxy(to: postfix.reentryPort)
            let tamis = try await TamisProcess.start(port: tamisPort, nextHop: behind.port)

            let client = try SMTPDialogue(port: postfix.port)
            try client.reply()
            try client.say("EHLO client.example.com")
            for passenger in passengers {
                let replies = try client.sendNext(content: passenger.content, to: [passenger.recipient])
                try #require(replies.count == 1 && replies[0].hasPrefix("250 2.0.0"), "\(replies)")
            }
            try client.quit()

            let expected = passengers.count { !$0.isVirus }
            let logs = { postfix.log.suffix(4_000) + "\n" + tamis.log.suffix(4_000) }
            try await eventually("all mail is delivered", within: .seconds(300), state: { String(logs()) }) {
                postfix.deliveredCount >= expected && postfix.queued == 0
            }

            let incoming = before.sessions.flatMap { $0.transactions() }
            let outgoing = behind.sessions.flatMap { $0.transactions() }
            let delivered = try postfix.delivered().map { SMTPDialogue.canonical($0) }
            #expect(incoming.count == passengers.count)
            #expect(outgoing.count == expected)
            #expect(delivered.count == expected)
            for passenger in passengers {
                try check(passenger, incoming, outgoing, delivered)
            }
            try checkQuarantine(try tamis.quarantined(), passengers)

            #expect(try await tamis.process.stop() == 0, "\(tamis.log)")
            try await postfix.stop()
        }

        private func check(
            _ passenger: Passenger, _ incoming: [RecordedTransaction], _ outgoing: [RecordedTransaction],
            _ delivered: [[UInt8]]
        ) throws {
            let address = "<\(passenger.recipient)>"
            let into = incoming.filter { $0.recipients.contains { $0.hasPrefix(address) } }
            let out = outgoing.filter { $0.recipients.contains { $0.hasPrefix(address) } }
            let inMailbox = delivered.filter {
                HeaderBlock($0).values("Delivered-To").first == passenger.recipient
            }
            try #require(into.count == 1)
            // What Postfix hands over is what was sent, below its own Received field; it keeps law 4 too.
            let sent = ExpectedContent.lawFour(SMTPDialogue.canonical(passenger.content))
            #expect(into[0].content.endsWith(sent), "\(address)")
            if passenger.isVirus {
                #expect(out.isEmpty && inMailbox.isEmpty)
                #expect(into[0].replies[0].hasPrefix("250 2.7.0 Ok, discarded"))
                return
            }
            try #require(out.count == 1 && inMailbox.count == 1, "\(address)")
            #expect(into[0].replies.allSatisfy { $0.hasPrefix("250 2.0.0 from MTA(") }, "\(into[0].replies)")

            // The bytes between Postfix and Tamis against the bytes between Tamis and the re-entry.
            let kept = ExpectedContent.kept(of: into[0].content)
            let added = try #require(ExpectedContent.added(to: kept, in: out[0].content), "\(address) was changed")
            #expect(added.first == "received")
            #expect(added.dropFirst().allSatisfy(ExpectedContent.isOurs), "\(added)")
            #expect(added.contains("x-spam-status") && added.contains("x-virus-scanned"), "\(added)")

            // And in the mailbox, less the fields that Postfix' delivery adds.
            let byDelivery = try #require(
                ExpectedContent.added(to: out[0].content, in: inMailbox[0]), "\(address) was changed in the mailbox")
            #expect(byDelivery == ["return-path", "x-original-to", "delivered-to", "received"])
        }

        private func checkQuarantine(_ files: [[UInt8]], _ passengers: [Passenger]) throws {
            let viruses = passengers.filter(\.isVirus)
            #expect(files.count == viruses.count)
            for virus in viruses {
                let copies = files.filter {
                    HeaderBlock(SMTPDialogue.canonical($0)).values("X-Envelope-To") == ["<\(virus.recipient)>"]
                }
                try #require(copies.count == 1)
                let copy = SMTPDialogue.canonical(copies[0])
                #expect(HeaderBlock(copy).values("X-Envelope-From") == ["<sender@example.com>"])
                #expect(HeaderBlock(copy).values("X-Quarantine-ID").count == 1)
                #expect(copy.endsWith(SMTPDialogue.canonical(virus.content)))
            }
        }
    }
}
