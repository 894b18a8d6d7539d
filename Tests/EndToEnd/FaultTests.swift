import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What breaks around the program: databases, folders, disks. Mail goes on, or stays with the client; nothing is
    /// lost, and header, reply or log say what is wrong.
    @Suite(.serialized)
    struct FaultTests {
        /// How a database can be of no use to root either.
        enum DatabaseFault: CaseIterable { case corrupt, folderInItsPlace, lockedByAnother }

        @Test(arguments: DatabaseFault.allCases)
        func `With an unreadable database mail passes without Bayes and says so, and nothing is overwritten`(
            fault: DatabaseFault
        ) async throws {
            let sink = try await SinkProcess.start()
            let folder = try TemporaryFolder("database")
            let database = URL(filePath: try folder.folder("storage") + "/bayes.db")
            let garbage = Data("This was a database once. ".utf8) + Data(repeating: 0x55, count: 8_192)
            var lock: ChildProcess?
            switch fault {
            case .corrupt: try garbage.write(to: database)
            case .folderInItsPlace: _ = try folder.folder("storage/bayes.db")
            case .lockedByAnother: lock = try await DatabaseLock.take(database.path)
            }
            let tamis = try await TamisProcess.start(nextHop: sink.port, folder: folder)
            try await eventually("the log names it", state: { tamis.log }) { tamis.log.contains(database.path) }

            let replies = try SMTPDialogue(port: tamis.port).send(content: SpecimenMail.ham, to: ["user@example.test"])
            #expect(replies.first?.hasPrefix("250 2.0.0") == true, "\(replies)")
            let header = HeaderBlock(try #require(try sink.messages().last).content)
            let status = header.values("X-Spam-Status").first
            #expect(status?.contains("BAYES_UNAVAILABLE=0") == true, "\(status ?? "")")
            #expect(header.values("X-Virus-Scanned").count == 1)

            try folder.write(String(decoding: SpecimenMail.ham, as: UTF8.self), to: "mail.eml")
            let learned = try await tamis.run(["learn", "--ham", folder.path + "/mail.eml"])
            #expect(learned.status != 0)
            #expect(learned.errors.contains(database.path), "\(learned.errors)")
            let scored = try await tamis.run(["score", folder.path + "/mail.eml"])
            #expect(scored.status == 0)
            #expect(scored.output.contains("bayes: unavailable, "), "\(scored.output)")

            #expect(try await tamis.process.stop() == 0)
            if fault == .corrupt { #expect(try Data(contentsOf: database) == garbage) }
            try await lock?.stop()
        }

        @Test(.enabled(if: SmallFileSystem.isAvailable, "needs root to mount a small file system"))
        func `With a full scratch folder no virus passes as clean`() async throws {
            let folder = try TemporaryFolder("full")
            let disk = try SmallFileSystem(over: folder.folder("scratch"))
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port, folder: folder)
            try disk.fill()

            let client = try SMTPDialogue(port: tamis.port)
            let replies = try client.send(content: SpecimenMail.eicarInZip, to: ["user@example.test"])
            #expect(replies.count == 1 && replies[0].hasPrefix("250 2."), "\(replies)")
            for message in try sink.messages() {
                let header = HeaderBlock(message.content)
                #expect(header.values("X-Virus-Scanned") == [])
                // Beside what is forbidden in the archive.
                #expect(header.values("X-Amavis-Alert").contains { $0.hasPrefix("UNCHECKED, ") })
            }
            #expect(try sink.count + tamis.quarantined().count == 1)
            try await tamis.process.stop()
        }

        @Test(.enabled(if: SmallFileSystem.isAvailable, "needs root to mount a small file system"))
        func `With a full quarantine a virus stays with the client until there is room`() async throws {
            let folder = try TemporaryFolder("full")
            let disk = try SmallFileSystem(over: folder.folder("quarantine"))
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port, folder: folder)
            try disk.fill()

            let client = try SMTPDialogue(port: tamis.port)
            let replies = try client.send(content: SpecimenMail.eicar, to: ["user@example.test"])
            #expect(replies.count == 1 && replies[0].hasPrefix("451 4."), "\(replies)")
            try await eventually("the log names it", state: { tamis.log }) {
                tamis.log.contains(tamis.quarantineFolder)
            }
            let ham = try client.sendNext(content: SpecimenMail.ham, to: ["user@example.test"])
            #expect(ham.first?.hasPrefix("250 2.0.0") == true, "\(ham)")

            disk.makeRoom()
            #expect(try tamis.quarantined() == [])
            let again = try client.sendNext(content: SpecimenMail.eicar, to: ["user@example.test"])
            #expect(again.first?.hasPrefix("250 2.7.0 Ok, discarded") == true, "\(again)")
            #expect(try tamis.quarantined().count == 1)
            #expect(sink.count == 1)
            try await tamis.process.stop()
        }

        @Test(.enabled(if: SmallFileSystem.isAvailable, "needs root to mount a small file system"))
        func `With a full disk learning is an error, and mail goes on`() async throws {
            let folder = try TemporaryFolder("full")
            let disk = try SmallFileSystem(over: folder.folder("storage"), kilobytes: 512)
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port, folder: folder)
            // The journal is made after the start, and gives back room when it is: a reply tells that this is over.
            let client = try SMTPDialogue(port: tamis.port)
            let first = try client.send(content: SpecimenMail.ham, to: ["user@example.test"])
            #expect(first.first?.hasPrefix("250 2.0.0") == true, "\(first)")
            try disk.fill()

            try folder.write(String(decoding: SpecimenMail.ham, as: UTF8.self), to: "mail.eml")
            let learned = try await tamis.run(["learn", "--ham", folder.path + "/mail.eml"])
            #expect(learned.status != 0, "\(learned.output)")
            #expect(learned.errors.contains(folder.path), "\(learned.errors)")
            let replies = try client.sendNext(content: SpecimenMail.ham, to: ["other@example.test"])
            #expect(replies.first?.hasPrefix("250 2.0.0") == true, "\(replies)")

            disk.makeRoom()
            let again = try await tamis.run(["learn", "--ham", folder.path + "/mail.eml"])
            #expect(again.status == 0, "\(again.errors)")
            #expect(again.output.contains("ham 0 -> 1"), "\(again.output)")
            #expect(try await tamis.process.stop() == 0)
        }

        @Test
        func `Signatures that come after the start are loaded; bad ones that follow do not take their place`()
            async throws
        {
            let folder = try TemporaryFolder("signatures")
            let database = try folder.folder("signatures")
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(
                nextHop: sink.port, folder: folder, settings: ["antivirus.database=\(database)"])
            let client = try SMTPDialogue(port: tamis.port)
            try client.reply()
            try client.say("EHLO client.example.com")
            _ = try client.sendNext(content: SpecimenMail.eicar, to: ["user@example.test"])
            let first = HeaderBlock(try #require(try sink.messages().last).content)
            #expect(first.values("X-Virus-Scanned") == [])
            #expect(first.values("X-Amavis-Alert").first?.hasPrefix("UNCHECKED, ") == true)

            let eicar = SpecimenMail.eicarString.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            try folder.write("Eicar-Test:0:*:\(eicar.joined())\n", to: "signatures/test.ndb")
            tamis.process.signal(SIGHUP)
            try await eventually("a virus is found", state: { tamis.log }) {
                let replies = try client.sendNext(content: SpecimenMail.eicar, to: ["user@example.test"])
                return replies.first?.hasPrefix("250 2.7.0 Ok, discarded") == true
            }

            try folder.write("This:is no signature\n", to: "signatures/test.ndb")
            tamis.process.signal(SIGHUP)
            try await eventually("the log says that they are bad", state: { tamis.log }) {
                tamis.log.contains("\(database): Malformed database")
            }
            let replies = try client.sendNext(content: SpecimenMail.eicar, to: ["user@example.test"])
            #expect(replies.first?.hasPrefix("250 2.7.0 Ok, discarded") == true, "\(replies)\n\(tamis.log)")
            #expect(try await tamis.process.stop() == 0)
        }
    }
}
