import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Law 1 and its neighbours, with the whole program.
    @Suite(.serialized)
    struct NextHopTests {
        @Test(
            .enabled(if: PostfixInstance.isAvailable, "needs root and Postfix"),
            arguments: PostfixInstance.FilterProtocol.allCases)
        func `While the next hop is down mail stays with Postfix, then it arrives once`(
            over filterProtocol: PostfixInstance.FilterProtocol
        ) async throws {
            let sinkPort = try LoopbackPort.free()
            let tamis = try await TamisProcess.start(nextHop: sinkPort)
            let postfix = try await PostfixInstance.start(filterPort: tamis.port, over: filterProtocol)
            let client = try SMTPDialogue(port: postfix.port)
            let replies = try client.send(content: SpecimenMail.ham, to: ["a@example.test", "b@example.test"])
            #expect(replies.count == 1 && replies[0].hasPrefix("250 "), "\(replies)")

            try await eventually("Postfix tries again later", state: { postfix.log }) {
                postfix.log.contains("status=deferred") && postfix.log.contains(" 4.4.1 ")
            }
            #expect(postfix.queued == 1)
            #expect(!postfix.log.contains("status=bounced"))

            let sink = try await SinkProcess.start(port: sinkPort)
            try await eventually("the queue is empty", state: { postfix.log }) { postfix.queued == 0 }
            let arrived = try sink.messages()
            let recipients = arrived.flatMap(\.envelope).filter { $0.hasPrefix("RCPT TO:") }
            #expect(recipients.count == 2)
            #expect(recipients.count { $0.contains("a@example.test") } == 1)
            try await postfix.stop()
        }

        @Test(
            .enabled(if: PostfixInstance.isAvailable, "needs root and Postfix"),
            arguments: PostfixInstance.FilterProtocol.allCases)
        func `Two MX that share a filter host each get their own mail back`(
            over filterProtocol: PostfixInstance.FilterProtocol
        ) async throws {
            let tamis = try await TamisProcess.start(
                nextHop: try LoopbackPort.free(), settings: ["smtp.forward=*:*"])
            var exchanges: [PostfixInstance] = []
            for address in ["127.0.0.2", "127.0.0.3"] {
                exchanges.append(
                    try await PostfixInstance.start(
                        filterPort: tamis.port, over: filterProtocol, reentry: (address, tamis.port + 1)))
            }
            for (number, exchange) in exchanges.enumerated() {
                for _ in 0...number {
                    let content = SpecimenMail.message(subject: "For \(exchange.address)", body: "Hello\n")
                    let replies = try SMTPDialogue(port: exchange.port).send(content: content, to: ["a@example.test"])
                    #expect(replies.first?.hasPrefix("250 ") == true, "\(replies)")
                }
            }
            for (number, exchange) in exchanges.enumerated() {
                try await eventually("its mail is back", state: { exchange.log + tamis.log }) {
                    exchange.queued == 0 && exchange.deliveredCount == number + 1
                }
                for message in try exchange.delivered() {
                    #expect(HeaderBlock(message).values("Subject") == ["For \(exchange.address)"])
                }
                try await exchange.stop()
            }
            #expect(try await tamis.process.stop() == 0, "\(tamis.log)")
        }

        @Test
        func `A client over SMTP and over LMTP gets one reply a recipient, 4yz, while the next hop is down`()
            async throws
        {
            let tamis = try await TamisProcess.start(nextHop: try LoopbackPort.free())
            let recipients = ["a@example.test", "b@example.test"]
            let overSMTP = try SMTPDialogue(port: tamis.port).send(content: SpecimenMail.ham, to: recipients)
            #expect(overSMTP.count == 1)
            let overLMTP = try SMTPDialogue(port: tamis.port)
                .send(content: SpecimenMail.ham, to: recipients, hello: "LHLO client.example.com")
            #expect(overLMTP.count == 2)
            for reply in overSMTP + overLMTP { #expect(reply.hasPrefix("450 4.4.1 "), "\(reply)") }
        }

        @Test
        func `SIGTERM lets a message in work finish and takes no other`() async throws {
            let sink = try await SinkProcess.start()
            let gate = try RecordingProxy(to: sink.port)
            let tamis = try await TamisProcess.start(nextHop: gate.port)
            let client = try SMTPDialogue(port: tamis.port)
            try client.reply()
            for line in [
                "EHLO client.example.com", "MAIL FROM:<sender@example.com>", "RCPT TO:<user@example.test>", "DATA",
            ] {
                let reply = try client.say(line)
                try #require(reply.hasPrefix("2") || reply.hasPrefix("3"), "\(reply)")
            }
            gate.holdReplies()
            try client.send(SMTPDialogue.wireForm(SpecimenMail.ham) + Array(".\r\n".utf8))
            try await eventually("the message is in work", state: { tamis.log }) {
                // One of them is the probe of the start, which may be held as well.
                let sessions = gate.sessions.map { String(decoding: $0.fromClient, as: UTF8.self) }
                return sessions.count > 1 || sessions.contains { $0.contains("MAIL FROM") }
            }

            tamis.process.signal(SIGTERM)
            try await eventually("no new client is taken", state: { tamis.log }) {
                guard let late = try? SMTPDialogue(port: tamis.port) else { return true }
                return try !late.reply().hasPrefix("220")
            }
            #expect(tamis.process.exitStatus == nil)
            gate.letRepliesGo()
            let reply = try client.reply()
            #expect(reply.hasPrefix("250 2.0.0 from MTA("), "\(reply)")
            #expect(try await tamis.process.wait() == 0, "\(tamis.log)")
            #expect(sink.count == 1)
        }

        @Test
        func `A reload whose next hop is Tamis itself leaves the old configuration in force`() async throws {
            let sink = try await SinkProcess.start()
            let folder = try TemporaryFolder("self")
            let port = try LoopbackPort.free()
            let file = { (next: Int) in "[smtp]\nlisten = \"0.0.0.0:\(port)\"\nforward = \"127.0.0.1:\(next)\"\n" }
            try folder.write(file(sink.port), to: "tamis.toml")
            let process = try ChildProcess(
                BuiltPrograms.path(of: "tamis"), ["serve"] + TamisProcess.options(folder: folder, settings: []))
            try await eventually("it answers", within: .seconds(120), state: { process.errors }) {
                LoopbackPort.answers(port)
            }
            try folder.write(file(port), to: "tamis.toml")
            process.signal(SIGHUP)
            try await eventually("it says so", state: { process.errors }) {
                process.errors.contains("reload: smtp.forward: 127.0.0.1:\(port) is Tamis itself")
            }
            let replies = try SMTPDialogue(port: port).send(content: SpecimenMail.ham, to: ["user@example.test"])
            #expect(replies.first?.hasPrefix("250 2.0.0 ") == true, "\(replies)")
            #expect(sink.count == 1)
            #expect(try await process.stop() == 0)
        }

        @Test(arguments: ["127.0.0.1", "localhost"])
        func `A next hop that is Tamis itself ends the daemon, with the setting that is wrong`(host: String)
            async throws
        {
            let folder = try TemporaryFolder("self")
            let port = try LoopbackPort.free()
            // Not the same words as smtp.listen: those are told before it starts.
            try folder.write("", to: "tamis.toml")
            let process = try ChildProcess(
                BuiltPrograms.path(of: "tamis"),
                ["serve"]
                    + TamisProcess.options(
                        folder: folder, settings: ["smtp.listen=0.0.0.0:\(port)", "smtp.forward=\(host):\(port)"]))
            #expect(try await process.wait() == 71)
            #expect(
                process.errors.contains("tamis: smtp.forward: \(host):\(port) is Tamis itself"), "\(process.errors)")
        }
    }
}
