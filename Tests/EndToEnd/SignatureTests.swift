import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// New signatures beside the mail, as freshclam brings them: a new file in the place of the old.
    @Suite struct SignatureTests {
        @Test(arguments: ["parallel", "sequential"])
        func `A reload brings new signatures into use, no message meanwhile is unscanned, and broken ones are told`(
            reload: String
        ) async throws {
            let database = try TemporaryFolder("signatures")
            try Self.install("Old-Signature:0:0:\(Self.hex("tamis-probe-old"))\n", into: database)
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(
                nextHop: sink.port,
                settings: ["antivirus.database=\(database.path)", "antivirus.reload=\(reload)"])
            let client = try SMTPDialogue(port: tamis.port)
            let probe = SpecimenMail.message(subject: "Probe", body: "tamis-probe-new\n")
            #expect(try client.send(content: probe, to: ["user@example.test"]).first?.hasPrefix("250 2.") == true)
            #expect(sink.count == 1)

            let both = ["old", "new"].map { "\($0)-Signature:0:0:\(Self.hex("tamis-probe-\($0)"))\n" }.joined()
            try Self.install(both, into: database)
            tamis.process.signal(SIGHUP)
            var sent = 1
            try await eventually("the new signature finds", state: { tamis.log }) {
                sent += 1
                let replies = try client.sendNext(content: probe, to: ["user@example.test"])
                #expect(replies.first?.hasPrefix("250 2.") == true, "\(replies)")
                return try !tamis.quarantined().isEmpty
            }
            #expect(tamis.log.contains(" Blocked INFECTED (new-Signature.UNOFFICIAL)"), "\(tamis.log)")
            #expect(sink.count == sent - 1)
            let scanned = try sink.messages().map { HeaderBlock($0.content).values("X-Virus-Scanned").count }
            #expect(scanned == Array(repeating: 1, count: sent - 1))

            try Self.install("this is no signature\n", into: database)
            tamis.process.signal(SIGHUP)
            try await eventually("the log tells of the broken signatures", state: { tamis.log }) {
                tamis.log.contains("probe.ndb") || tamis.log.contains("Malformed database")
            }
            let found = try tamis.quarantined().count
            let replies = try client.sendNext(content: probe, to: ["user@example.test"])
            #expect(replies.first?.hasPrefix("250 2.") == true, "\(replies)")
            if reload == "parallel" {
                #expect(try tamis.quarantined().count == found + 1)
            } else {
                let header = HeaderBlock(try #require(try sink.messages().last).content)
                #expect(header.values("X-Virus-Scanned") == [])
                #expect(header.values("X-Amavis-Alert").first?.hasPrefix("UNCHECKED, ") == true)
            }
            try client.quit()
            try await tamis.process.stop()
            try await sink.process.stop()
        }

        private static func install(_ text: String, into database: TemporaryFolder) throws {
            try database.write(text, to: "probe.new")
            let (new, used) = (database.path + "/probe.new", database.path + "/probe.ndb")
            guard rename(new, used) == 0 else { throw CocoaError(.fileWriteUnknown) }
        }

        private static func hex(_ text: String) -> String {
            text.utf8.map { String(format: "%02x", $0) }.joined()
        }
    }
}
