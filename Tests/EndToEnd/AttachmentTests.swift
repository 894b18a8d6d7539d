import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Files that mail may not carry, on the way through the program.
    struct AttachmentTests {
        private static let banned = mail(
            "report.zip", Archive.zip([.plain("docs.zip", Archive.zip([.plain("invoice.pdf.exe", [0x61])]))]))
        private static let encrypted = mail("secret.zip", Archive.zip([.encrypted("plan.txt")]))

        private static func mail(_ name: String, _ file: [UInt8]) -> [UInt8] {
            let encoded = Data(file).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
            return Array(
                """
                From: a@example.com
                Subject: the report
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b

                Please find it attached.
                --b
                Content-Type: application/zip; name="\(name)"
                Content-Transfer-Encoding: base64

                \(encoded)
                --b--

                """.utf8)
        }

        /// Sends one message.
        ///
        /// - Returns: the reply, the header of what was relayed, and the program, which has ended.
        private func send(
            _ content: [UInt8], _ settings: [String] = []
        ) async throws -> (reply: String, HeaderBlock?, TamisProcess) {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port, settings: settings)
            let client = try SMTPDialogue(port: tamis.port)
            let reply = try #require(try client.send(content: content, to: ["user@example.test"]).first)
            try client.quit()
            let header = try sink.messages().first.map { HeaderBlock($0.content) }
            try await tamis.process.stop()
            try await sink.process.stop()
            return (reply, header, tamis)
        }

        @Test
        func `On the first evening what is forbidden passes, and header and log name it with its path`() async throws {
            let (reply, header, tamis) = try await send(Self.banned)
            #expect(reply.hasPrefix("250 2.0.0 "))
            #expect(
                header?.values("X-Amavis-Alert") == [
                    "BANNED, message contains report.zip/docs.zip/invoice.pdf.exe"
                ])
            #expect(header?.values("X-Virus-Scanned").count == 1)
            #expect(tamis.log.contains(" Passed BANNED (report.zip/docs.zip/invoice.pdf.exe) {"), "\(tamis.log)")
        }

        @Test
        func `Where it is told so it is kept, and the reply says what and why in amavis' words`() async throws {
            let (reply, header, tamis) = try await send(Self.banned, ["attachments.on_banned=quarantine"])
            #expect(reply.hasPrefix("250 2.7.0 Ok, discarded, id="), "\(reply)")
            #expect(reply.hasSuffix(" - BANNED: report.zip/docs.zip/invoice.pdf.exe"), "\(reply)")
            #expect(header == nil)
            let kept = try #require(try tamis.quarantined().first)
            #expect(String(decoding: kept, as: UTF8.self).contains("X-Amavis-Alert: BANNED, message contains"))
            #expect(tamis.log.contains(" Blocked BANNED ("), "\(tamis.log)")
            #expect(tamis.log.contains("banned-"), "\(tamis.log)")
        }

        @Test
        func `A trial is only in the log`() async throws {
            let (reply, header, tamis) = try await send(
                Self.banned, ["attachments.on_banned=quarantine", "attachments.log_only=true"])
            #expect(reply.hasPrefix("250 2.0.0 "))
            #expect(header?.values("X-Amavis-Alert") == [])
            #expect(tamis.log.contains(" Passed CLEAN "), "\(tamis.log)")
            #expect(
                tamis.log.contains("would be banned: report.zip/docs.zip/invoice.pdf.exe (@executables)"),
                "\(tamis.log)")
        }

        @Test
        func `Rules that allow, and no rules at all`() async throws {
            for setting in [#"attachments.allow=["*.exe in report.zip"]"#, "attachments.block=[]"] {
                let (_, header, _) = try await send(Self.banned, [setting])
                #expect(header?.values("X-Amavis-Alert") == [], "\(setting)")
            }
        }

        @Test
        func `Forbidden names are found without a virus scanner too`() async throws {
            let (_, header, _) = try await send(Self.banned, ["antivirus.enabled=false"])
            #expect(
                header?.values("X-Amavis-Alert") == [
                    "BANNED, message contains report.zip/docs.zip/invoice.pdf.exe"
                ])
        }

        @Test
        func `What is encrypted is unchecked, tagged if it is told so, or kept`() async throws {
            let (_, header, tamis) = try await send(Self.encrypted, [#"attachments.encrypted_subject_tag="[locked] ""#])
            #expect(header?.values("Subject") == ["[locked] the report"])
            #expect(header?.values("X-Amavis-Alert").first?.hasPrefix("UNCHECKED, encrypted ") == true)
            #expect(header?.values("X-Virus-Scanned") == [])
            #expect(tamis.log.contains(" Passed UNCHECKED-ENCRYPTED "), "\(tamis.log)")
            let (reply, relayed, keeper) = try await send(Self.encrypted, ["attachments.on_encrypted=quarantine"])
            #expect(reply.hasPrefix("250 2.7.0 Ok, discarded, id="), "\(reply)")
            #expect(relayed == nil)
            #expect(try keeper.quarantined().count == 1)
        }

        @Test
        func `A reload brings other rules`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port, file: "[attachments]\nblock = []\n")
            let client = try SMTPDialogue(port: tamis.port)
            _ = try client.send(content: Self.banned, to: ["user@example.test"])
            try client.quit()
            try tamis.folder.write("[attachments]\nblock = [\"*.exe\"]\n", to: "tamis.toml")
            tamis.process.signal(SIGHUP)
            try await eventually("the reload", state: { tamis.log }) {
                tamis.log.contains("new configuration is in force")
            }
            let other = try SMTPDialogue(port: tamis.port)
            _ = try other.send(content: Self.banned, to: ["user@example.test"])
            try other.quit()
            let alerts = try sink.messages().map { HeaderBlock($0.content).values("X-Amavis-Alert").count }
            #expect(alerts == [0, 1])
            try await tamis.process.stop()
            try await sink.process.stop()
        }
    }
}
