import TestSupport
import Testing

extension EndToEnd {
    /// One message, one look at what came out of the program.
    struct VerdictTests {
        private func judge(_ content: [UInt8], settings: [String] = []) async throws -> (HeaderBlock?, TamisProcess) {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port, settings: settings)
            let client = try SMTPDialogue(port: tamis.port)
            let replies = try client.send(content: content, to: ["user@example.test"])
            #expect(replies.count == 1 && replies[0].hasPrefix("250 2."), "\(replies)")
            try client.quit()
            let header = try sink.messages().first.map { HeaderBlock($0.content) }
            try await tamis.process.stop()
            try await sink.process.stop()
            return (header, tamis)
        }

        @Test
        func `GTUBE is spam, and says so in amavis' fields`() async throws {
            let (found, tamis) = try await judge(SpecimenMail.gtube)
            let header = try #require(found)
            #expect(header.values("X-Spam-Flag") == ["YES"])
            #expect(header.values("X-Spam-Level").first?.count == 64)
            let status = try #require(header.values("X-Spam-Status").first)
            #expect(status.hasPrefix("Yes, score=") && status.contains("GTUBE=1000"), "\(status)")
            #expect(tamis.log.contains(" Passed SPAM "), "\(tamis.log)")
        }

        @Test
        func `Ham is scanned, is not spam, and Bayes says why it gives no points`() async throws {
            let (found, tamis) = try await judge(SpecimenMail.ham)
            let header = try #require(found)
            #expect(header.values("X-Spam-Flag") == ["NO"])
            #expect(header.values("X-Virus-Scanned") == ["tamis at filter.example.test"])
            #expect(header.values("X-Amavis-Alert") == [])
            #expect(tamis.log.contains(" Passed CLEAN "), "\(tamis.log)")
        }

        @Test(arguments: [SpecimenMail.eicar, SpecimenMail.eicarInZip])
        func `A virus is in quarantine and nowhere else`(content: [UInt8]) async throws {
            let (header, tamis) = try await judge(content)
            #expect(header == nil)
            #expect(try tamis.quarantined().count == 1)
            #expect(tamis.log.contains(" Blocked INFECTED ("), "\(tamis.log)")
        }

        @Test
        func `A forged verdict is taken out on the way in`() async throws {
            let forged = Array(
                "X-Spam-Flag: NO\nX-Virus-Scanned: yes\nX-Amavis-Alert: none\nX-Quarantine-ID: <x>\n".utf8)
            let (found, _) = try await judge(forged + SpecimenMail.gtube)
            let header = try #require(found)
            #expect(header.values("X-Spam-Flag") == ["YES"])
            #expect(header.values("X-Virus-Scanned") == ["tamis at filter.example.test"])
            #expect(header.values("X-Amavis-Alert") == [])
            #expect(header.values("X-Quarantine-ID") == [])
        }

        @Test
        func `Without signatures mail passes unchecked, and header and log say why`() async throws {
            let (found, tamis) = try await judge(
                SpecimenMail.ham, settings: ["antivirus.database=/nonexistent/signatures"])
            let header = try #require(found)
            #expect(header.values("X-Virus-Scanned") == [])
            let alert = try #require(header.values("X-Amavis-Alert").first)
            #expect(alert.hasPrefix("UNCHECKED, "), "\(alert)")
            #expect(header.values("X-Spam-Status").first?.contains("UNCHECKED=0") == true)
            #expect(tamis.log.contains("/nonexistent/signatures"), "\(tamis.log)")
        }

        @Test
        func `Without signatures mail waits in Postfix' queue if it is told so`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(
                nextHop: sink.port,
                settings: ["antivirus.database=/nonexistent/signatures", "antivirus.on_failure=tempfail"])
            let client = try SMTPDialogue(port: tamis.port)
            let replies = try client.send(content: SpecimenMail.ham, to: ["user@example.test"])
            #expect(replies.count == 1 && replies[0].hasPrefix("451 4."), "\(replies)")
            #expect(sink.count == 0)
        }
    }
}
