import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Law 1 where it is hard: programs are killed, stopped and started while mail flows through them.
    @Suite(.serialized)
    struct DisturbanceTests {
        /// Mail on its way through a Postfix, told apart by its recipients.
        private final class Flow {
            let postfix: PostfixInstance
            private var sent = 0

            init(_ postfix: PostfixInstance) { self.postfix = postfix }

            func send(_ count: Int) throws {
                let client = try SMTPDialogue(port: postfix.port)
                try client.reply()
                try client.say("EHLO client.example.com")
                for _ in 0..<count {
                    let replies = try client.sendNext(content: SpecimenMail.ham, to: ["m\(sent)@example.test"])
                    try #require(replies.first?.hasPrefix("250 ") == true, "\(replies)")
                    sent += 1
                }
                try client.quit()
            }

            /// Waits until nothing is left to deliver; gives how often each message has arrived.
            func arrivals(_ log: () -> String) async throws -> [Int] {
                try await eventually(
                    "the queue is empty", within: .seconds(180),
                    state: { String((postfix.log + log()).suffix(8_000)) },
                    { postfix.queued == 0 })
                #expect(!postfix.log.contains("status=bounced"))
                let recipients = try postfix.delivered().map {
                    HeaderBlock(SMTPDialogue.canonical($0)).values("Delivered-To").first
                }
                return (0..<sent).map { number in recipients.count { $0 == "m\(number)@example.test" } }
            }
        }

        @Test(
            .enabled(if: PostfixInstance.isAvailable, "needs root and Postfix"),
            arguments: PostfixInstance.FilterProtocol.allCases)
        func `The daemon is killed while mail flows: nothing is lost, and no process is left`(
            over filterProtocol: PostfixInstance.FilterProtocol
        ) async throws {
            let port = try LoopbackPort.free()
            let flow = Flow(try await PostfixInstance.start(filterPort: port, over: filterProtocol))
            let gate = try RecordingProxy(to: flow.postfix.reentryPort)
            for round in 0..<3 {
                let tamis = try await TamisProcess.start(port: port, nextHop: gate.port)
                // In the first round the next hop takes messages, and the daemon dies before it hears of it.
                let isHeld = round == 0
                if isHeld { gate.holdReplies(.toFinalDot) }
                let before = flow.postfix.deliveredCount
                try flow.send(20)
                try await eventually("mail is on its way", state: { flow.postfix.log + tamis.log }) {
                    flow.postfix.deliveredCount > before
                }
                let family = ProcessTree.descendants(of: tamis.process.pid)
                #expect(!family.isEmpty)
                tamis.process.signal(SIGKILL)
                _ = try await tamis.process.wait()
                gate.letRepliesGo()
                try await eventually("its workers have ended") { !family.contains(where: ProcessTree.isRunning) }
            }
            let last = try await TamisProcess.start(port: port, nextHop: gate.port)
            let arrivals = try await flow.arrivals { last.log }
            #expect(arrivals.count == 60)
            #expect(!arrivals.contains(0))
            // A message comes twice only if the daemon was killed between the next hop's reply and its own.
            #expect(arrivals.allSatisfy { $0 <= 4 }, "\(arrivals)")
            #expect(try await last.process.stop() == 0, "\(last.log)")
            try await flow.postfix.stop()
        }

        @Test(
            .enabled(if: PostfixInstance.isAvailable, "needs root and Postfix"),
            arguments: PostfixInstance.FilterProtocol.allCases)
        func `The daemon is reloaded and restarted while mail flows: each message arrives once`(
            over filterProtocol: PostfixInstance.FilterProtocol
        ) async throws {
            let port = try LoopbackPort.free()
            let flow = Flow(try await PostfixInstance.start(filterPort: port, over: filterProtocol))
            for _ in 0..<3 {
                let tamis = try await TamisProcess.start(port: port, nextHop: flow.postfix.reentryPort)
                let before = flow.postfix.deliveredCount
                try flow.send(10)
                tamis.process.signal(SIGHUP)
                try flow.send(10)
                try await eventually("mail is on its way", state: { flow.postfix.log + tamis.log }) {
                    flow.postfix.deliveredCount > before
                }
                #expect(try await tamis.process.stop() == 0, "\(tamis.log)")
            }
            let last = try await TamisProcess.start(port: port, nextHop: flow.postfix.reentryPort)
            let arrivals = try await flow.arrivals { last.log }
            #expect(arrivals == Array(repeating: 1, count: 60))
            #expect(try await last.process.stop() == 0, "\(last.log)")
            try await flow.postfix.stop()
        }

        @Test
        func `Workers are killed while mail flows: each message is answered once, and no virus passes as clean`()
            async throws
        {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let client = try SMTPDialogue(port: tamis.port)
            try client.reply()
            try client.say("EHLO client.example.com")
            let words = String(repeating: "Lorem ipsum dolor sit amet, consectetur adipisici elit.\n", count: 4_000)
            let long = SpecimenMail.message(subject: "Long", body: words)
            var generator = SeededGenerator(seed: 4_711)
            var viruses = 0
            let count = 60
            for number in 0..<count {
                let isVirus = number % 5 == 0
                if isVirus { viruses += 1 }
                let content = isVirus ? SpecimenMail.eicarInZip : long
                // The killing is in step with the mail, but not with what becomes of it.
                let parent = ProcessTree.children(of: tamis.process.pid).first
                let victims = parent.map { ProcessTree.children(of: $0) } ?? []
                if number % 15 == 14, let parent { kill(parent, SIGKILL) }
                if let victim = victims.randomElement(using: &generator) { kill(victim, SIGKILL) }
                let replies = try client.sendNext(content: content, to: ["user@example.test"])
                #expect(replies.first?.hasPrefix("250 2.") == true, "\(number): \(replies)\n\(tamis.log)")
            }
            let messages = try sink.messages()
            let quarantined = try tamis.quarantined().count
            #expect(messages.count + quarantined == count, "\(tamis.log)")
            for message in messages {
                let header = HeaderBlock(message.content)
                let isScanned = header.values("X-Virus-Scanned") == ["tamis at filter.example.test"]
                let isUnchecked = header.values("X-Amavis-Alert").contains { $0.hasPrefix("UNCHECKED, ") }
                #expect(isScanned != isUnchecked)
                #expect(isUnchecked || header.values("Subject") != ["Zipped"])
            }
            #expect(quarantined <= viruses)

            // And it goes on as if nothing had been.
            try await eventually("a virus is found again", state: { tamis.log }) {
                _ = try client.sendNext(content: SpecimenMail.eicarInZip, to: ["user@example.test"])
                return try tamis.quarantined().count > quarantined
            }
            #expect(try await tamis.process.stop() == 0, "\(tamis.log)")
        }

        @Test
        func `Workers that hang are replaced, and mail goes on`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(
                nextHop: sink.port, settings: ["worker.children=4", "worker.deadline=5"])
            var frozen: [pid_t] = []
            try await eventually("the children are there", state: { tamis.log }) {
                frozen = ProcessTree.children(of: tamis.process.pid).flatMap { ProcessTree.children(of: $0) }
                return frozen.count == 4
            }
            for child in frozen { kill(child, SIGSTOP) }
            let replies = try SMTPDialogue(port: tamis.port).send(content: SpecimenMail.ham, to: ["user@example.test"])
            #expect(replies.first?.hasPrefix("250 2.0.0") == true, "\(replies)")
            let header = HeaderBlock(try #require(try sink.messages().first).content)
            #expect(header.values("X-Virus-Scanned") == ["tamis at filter.example.test"], "\(tamis.log)")
            for child in frozen { kill(child, SIGCONT) }
            #expect(try await tamis.process.stop() == 0, "\(tamis.log)")
        }

        @Test
        func `A next hop that says nothing is a 4yz within the deadline`() async throws {
            let sink = try await SinkProcess.start()
            let gate = try RecordingProxy(to: sink.port)
            let tamis = try await TamisProcess.start(
                nextHop: gate.port, settings: ["smtp.deadline=5", "worker.deadline=3"])
            gate.holdReplies()
            let client = try SMTPDialogue(port: tamis.port)
            let replies = try client.send(
                content: SpecimenMail.ham, to: ["a@example.test", "b@example.test"], hello: "LHLO client.example.com")
            #expect(replies.count == 2 && replies.allSatisfy { $0.hasPrefix("450 4.4.") }, "\(replies)")
            gate.letRepliesGo()
            // The same session goes on.
            let next = try client.sendNext(content: SpecimenMail.ham, to: ["c@example.test"], lmtp: true)
            #expect(next.count == 1 && next[0].hasPrefix("250 2.0.0"), "\(next)")
        }

        @Test
        func `SIGTERM does not wait longer than smtp.drain, and what is in work then stays with the client`()
            async throws
        {
            let sink = try await SinkProcess.start()
            let gate = try RecordingProxy(to: sink.port)
            let tamis = try await TamisProcess.start(nextHop: gate.port, settings: ["smtp.drain=2"])
            gate.holdReplies()
            let client = try SMTPDialogue(port: tamis.port)
            try client.reply()
            for line in ["EHLO client.example.com", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.test>", "DATA"] {
                try client.say(line)
            }
            try client.send(SMTPDialogue.wireForm(SpecimenMail.ham) + Array(".\r\n".utf8))
            try await eventually("the message is in work", state: { tamis.log }) {
                // One of them is the probe of the start, which may be held as well.
                let sessions = gate.sessions.map { String(decoding: $0.fromClient, as: UTF8.self) }
                return sessions.count > 1 || sessions.contains { $0.contains("MAIL FROM") }
            }
            let family = ProcessTree.descendants(of: tamis.process.pid)
            // Far less than the next hop's timeout, or the message's deadline.
            #expect(try await tamis.process.stop(within: .seconds(60)) == 0, "\(tamis.log)")
            #expect(tamis.log.contains("smtp.drain (2s) is over"), "\(tamis.log)")
            let reply = try client.reply()
            #expect(reply.isEmpty || reply.hasPrefix("4"), "\(reply)")
            try await eventually("its workers have ended") { !family.contains(where: ProcessTree.isRunning) }
            gate.letRepliesGo()
        }
    }
}
