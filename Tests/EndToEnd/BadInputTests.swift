import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What clients and administrators do wrong: a clear reply or error, and nothing lost.
    @Suite(.serialized)
    struct BadInputTests {
        /// The daemon still serves: a message goes through.
        private func expectService(_ tamis: TamisProcess, _ sink: SinkProcess) throws {
            let before = sink.count
            let client = try SMTPDialogue(port: tamis.port)
            let replies = try client.send(content: SpecimenMail.ham, to: ["user@example.test"])
            #expect(replies.count == 1 && replies[0].hasPrefix("250 2.0.0"), "\(replies)")
            try client.quit()
            #expect(sink.count == before + 1)
        }

        @Test
        func `Garbage commands are refused one by one and the session goes on`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let client = try SMTPDialogue(port: tamis.port)
            try client.reply()
            for garbage in ["", "\u{1}\u{2}\u{FF}", "GET / HTTP/1.1", "MAIL TO:<x>", "RCPT TO:<early@example.test>"] {
                let reply = try client.say(garbage)
                #expect(reply.hasPrefix("50"), "\(garbage): \(reply)")
            }
            try client.say("EHLO client.example.com")
            let replies = try client.sendNext(content: SpecimenMail.ham, to: ["user@example.test"])
            #expect(replies.first?.hasPrefix("250 2.0.0") == true, "\(replies)")
        }

        @Test
        func `A command line without an end is refused, not kept`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let client = try SMTPDialogue(port: tamis.port)
            try client.reply()
            // The server may hang up on us before all of it is sent.
            for _ in 0..<256 where (try? client.send([UInt8](repeating: 0x41, count: 65_536))) == nil { break }
            let reply = (try? client.say("")) ?? ""
            #expect(reply.isEmpty || reply.hasPrefix("500 5.5.2") || reply.hasPrefix("421 4."), "\(reply)")
            try expectService(tamis, sink)
        }

        @Test
        func `A line of content without an end goes through byte for byte`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let content = SpecimenMail.message(subject: "Long", body: String(repeating: "x", count: 4_000_000))
            let replies = try SMTPDialogue(port: tamis.port).send(content: content, to: ["user@example.test"])
            #expect(replies.first?.hasPrefix("250 2.0.0") == true, "\(replies)")
            #expect(try sink.messages().first?.content.endsWith(SMTPDialogue.canonical(content)) == true)
        }

        @Test
        func `Stray CR, LF and NUL become spaces, and none of them ends the data`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let client = try SMTPDialogue(port: tamis.port)
            try client.reply()
            for line in [
                "EHLO client.example.com", "MAIL FROM:<sender@example.com>", "RCPT TO:<user@example.test>", "DATA",
            ] {
                try client.say(line)
            }
            let smuggled = "Subject: two\r\n\r\none\n.\nMAIL FROM:<x@example.com>\r.\r\0\r\n.\n\r\nend\r\n"
            try client.send(Array((smuggled + ".\r\n").utf8))
            let reply = try client.reply()
            #expect(reply.hasPrefix("250 2.0.0"), "\(reply)")
            #expect(try client.say("NOOP").hasPrefix("250 "))
            let taken = try sink.messages()
            try #require(taken.count == 1)
            // The dot before the bare LF stood at the start of a line: the client's transparency dot.
            let expected = "one . MAIL FROM:<x@example.com> .  \r\n \r\nend\r\n"
            #expect(taken[0].content.endsWith(Array(expected.utf8)))
        }

        @Test
        func `A client that vanishes in DATA leaves nothing behind`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            for _ in 0..<20 {
                let client = try SMTPDialogue(port: tamis.port)
                try client.reply()
                try client.say("EHLO client.example.com")
                try client.say("MAIL FROM:<sender@example.com>")
                try client.say("RCPT TO:<user@example.test>")
                try client.say("DATA")
                try client.send(Array("Subject: half\r\n\r\nhalf a mess".utf8))
                client.hangUp()
            }
            try expectService(tamis, sink)
            #expect(sink.count == 1)
        }

        @Test
        func `A configuration with a typo is told with file, line and the nearest key`() async throws {
            let folder = try TemporaryFolder("typo")
            let file = try folder.write("[policy]\n\ntga2 = 5.0\n", to: "tamis.toml")
            for command in ["serve", "check-config"] {
                let process = try ChildProcess(BuiltPrograms.path(of: "tamis"), [command, "--config", file])
                #expect(try await process.wait() == 78)
                #expect(process.errors.contains("\(file):3"), "\(process.errors)")
                #expect(process.errors.contains("policy.tag2"), "\(process.errors)")
            }
        }

        @Test(arguments: ["storage", "quarantine"])
        func `A file where a folder should be is told by its path`(name: String) async throws {
            let folder = try TemporaryFolder("fault")
            let options = try TamisProcess.options(
                folder: folder, settings: ["smtp.listen=127.0.0.1:0", "smtp.forward=127.0.0.1:1"])
            try folder.write("", to: "tamis.toml")
            try FileManager.default.removeItem(atPath: folder.path + "/" + name)
            try folder.write("no folder", to: name)
            let process = try ChildProcess(BuiltPrograms.path(of: "tamis"), ["serve"] + options)
            #expect(try await process.wait() != 0)
            #expect(process.errors.contains(folder.path + "/" + name), "\(process.errors)")
        }

        @Test
        func `SIGHUP while it starts does not end it`() async throws {
            let sink = try await SinkProcess.start()
            let folder = try TemporaryFolder("early")
            try folder.write("", to: "tamis.toml")
            let port = try LoopbackPort.free()
            let process = try ChildProcess(
                BuiltPrograms.path(of: "tamis"),
                ["serve"]
                    + TamisProcess.options(
                        folder: folder,
                        settings: ["smtp.listen=127.0.0.1:\(port)", "smtp.forward=127.0.0.1:\(sink.port)"]))
            try await eventually("it says that it starts", state: { process.errors }) {
                process.errors.contains(" starts, ")
            }
            process.signal(SIGHUP)
            try await eventually("it serves", state: { process.errors }) {
                if let status = process.exitStatus { throw DidNotHappen(description: "ended with \(status)") }
                return LoopbackPort.answers(port)
            }
            try await process.stop()
        }

        @Test
        func `SIGHUP with a broken configuration keeps the old one and says why`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port, file: "[policy]\ntag2 = 6.5\n")
            try tamis.folder.write("[policy]\ntag2 = \"many\"\n", to: "tamis.toml")
            tamis.process.signal(SIGHUP)
            try await eventually("the error is logged", state: { tamis.log }) {
                tamis.log.contains("\(tamis.configurationFile):2")
            }
            try expectService(tamis, sink)
            let kept = try #require(try sink.messages().last)
            #expect(HeaderBlock(kept.content).values("X-Spam-Status").first?.contains("required=6.5") == true)

            try tamis.folder.write("[policy]\ntag2 = 7.5\n", to: "tamis.toml")
            tamis.process.signal(SIGHUP)
            try await eventually("the new configuration is in force", state: { tamis.log }) {
                try expectService(tamis, sink)
                let last = try #require(try sink.messages().last)
                return HeaderBlock(last.content).values("X-Spam-Status").first?.contains("required=7.5") == true
            }
        }
    }
}
