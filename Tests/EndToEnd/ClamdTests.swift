import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// clamd instead of libclamav, seen from outside.
    @Suite(.enabled(if: ClamdInstance.isAvailable)) struct ClamdTests {
        @Test
        func `clamd finds the virus, passes the ham, and where it is gone mail is unchecked or waits`() async throws {
            let clamd = try await ClamdInstance.start()
            let sink = try await SinkProcess.start()
            let settings = ["antivirus.engine=clamd:\(clamd.path)", "antivirus.database=/nonexistent"]
            let tamis = try await TamisProcess.start(nextHop: sink.port, settings: settings)

            #expect(try Self.send(SpecimenMail.ham, to: tamis).hasPrefix("250 2."))
            #expect(try Self.send(SpecimenMail.eicarInZip, to: tamis).hasPrefix("250 2."))
            #expect(try sink.messages().map { HeaderBlock($0.content).values("X-Virus-Scanned").count } == [1])
            #expect(try tamis.quarantined().count == 1)
            #expect(tamis.log.contains(" Blocked INFECTED ("), "\(tamis.log)")
            #expect(tamis.log.contains("antivirus: ClamAV ") && tamis.log.contains(" at \(clamd.path)"))

            try await clamd.process.stop()
            #expect(try Self.send(SpecimenMail.ham, to: tamis).hasPrefix("250 2."))
            let unchecked = HeaderBlock(try #require(try sink.messages().last).content)
            #expect(unchecked.values("X-Virus-Scanned") == [])
            let alert = try #require(unchecked.values("X-Amavis-Alert").first)
            #expect(alert.hasPrefix("UNCHECKED, ") && alert.contains("antivirus: \(clamd.path): "), "\(alert)")
            try await tamis.process.stop()

            let strict = try await TamisProcess.start(
                nextHop: sink.port, settings: settings + ["antivirus.on_failure=tempfail"])
            #expect(try Self.send(SpecimenMail.ham, to: strict).hasPrefix("451 4."))
            #expect(sink.count == 2)
            try await strict.process.stop()
            try await sink.process.stop()
        }

        @Test
        func `SIGHUP takes another engine into use`() async throws {
            let clamd = try await ClamdInstance.start()
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(
                nextHop: sink.port, file: "antivirus.engine = \"clamd:/nonexistent/clamd.ctl\"\n")
            #expect(try Self.send(SpecimenMail.eicar, to: tamis).hasPrefix("250 2."))
            #expect(sink.count == 1)
            let text = "antivirus.engine = [\"clamd:/nonexistent/clamd.ctl\", \"clamd:127.0.0.1:\(clamd.port)\"]\n"
            try Data(text.utf8).write(to: URL(filePath: tamis.configurationFile))
            tamis.process.signal(SIGHUP)
            try await eventually("the virus is found", state: { tamis.log }) {
                _ = try Self.send(SpecimenMail.eicar, to: tamis)
                return try !tamis.quarantined().isEmpty
            }
            try await tamis.process.stop()
            try await sink.process.stop()
            try await clamd.process.stop()
        }

        private static func send(_ content: [UInt8], to tamis: TamisProcess) throws -> String {
            let client = try SMTPDialogue(port: tamis.port)
            let replies = try client.send(content: content, to: ["user@example.test"])
            try client.quit()
            return replies.first ?? ""
        }
    }
}
