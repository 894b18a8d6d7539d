import TestSupport
import Testing

extension EndToEnd {
    /// `smtpd_proxy_filter`, with the lines of `config/postfix/before-queue`: the sending host waits for the verdict.
    @Suite(.serialized, .enabled(if: PostfixInstance.isAvailable, "needs root and Postfix"))
    struct BeforeQueueTests {
        private func start(
            _ postfix: PostfixInstance, at port: Int, folder: TemporaryFolder? = nil
        ) async throws -> TamisProcess {
            let tamis = try await TamisProcess.start(
                nextHop: postfix.reentryPort, folder: folder,
                settings: [
                    "before_queue.listen=127.0.0.1:\(port)",
                    "before_queue.forward=127.0.0.1:\(postfix.reentryPort)", "before_queue.kill=12",
                ])
            // It listens at one place after the other.
            try await eventually("Tamis listens before the queue", state: { tamis.log }) { LoopbackPort.answers(port) }
            return tamis
        }

        private func send(
            _ content: [UInt8], to recipients: [String] = ["user@example.test"], by postfix: PostfixInstance
        ) throws -> String {
            try SMTPDialogue(port: postfix.port).send(content: content, to: recipients).last ?? ""
        }

        @Test
        func `Law 11: before the queue clean mail comes through once, and a virus and spam are refused at SMTP time`()
            async throws
        {
            let port = try LoopbackPort.free()
            let postfix = try await PostfixInstance.start(proxyPort: port)
            let tamis = try await start(postfix, at: port)

            let recipients = ["one@example.test", "two@example.test"]
            let taken = try send(SpecimenMail.ham, to: recipients, by: postfix)
            #expect(
                taken.hasPrefix(
                    "250 2.0.0 from MTA(smtp:[127.0.0.1]:\(postfix.reentryPort)): 250 2.0.0 Ok: queued as "),
                "\(taken)\n\(tamis.log)\n\(postfix.log)")
            for recipients in [recipients, ["one@example.test"]] {
                let virus = try send(SpecimenMail.eicar, to: recipients, by: postfix)
                #expect(virus.hasPrefix("554 5.7.0 Reject, id=") && virus.contains(" - INFECTED: "), "\(virus)")
                let spam = try send(SpecimenMail.gtube, to: recipients, by: postfix)
                #expect(spam.hasPrefix("554 5.7.0 Reject, id=") && spam.hasSuffix(" - spam"), "\(spam)")
            }

            try await eventually("the mail is delivered", state: { postfix.log }) {
                postfix.deliveredCount >= 2 && postfix.queued == 0
            }
            let delivered = try postfix.delivered().map { SMTPDialogue.canonical($0) }
            #expect(delivered.count == 2)
            for message in delivered {
                let header = HeaderBlock(message)
                #expect(header.values("X-Virus-Scanned").count == 1)
                #expect(header.values("X-Spam-Status").count == 1)
                #expect(header.values("Received").contains { $0.contains("(tamis, port \(port))") })
                #expect(message.endsWith(SMTPDialogue.canonical(SpecimenMail.ham)))
            }
            #expect(Set(delivered.flatMap { HeaderBlock($0).values("Delivered-To") }) == Set(recipients))
            // The sending host has what was refused: no copy is kept, and no bounce is made.
            #expect(try tamis.quarantined().isEmpty)
            #expect(!postfix.log.contains("status=bounced"))
            #expect(try await tamis.process.stop() == 0, "\(tamis.log)")
            try await postfix.stop()
        }

        @Test
        func `Law 1: before the queue, without Tamis the sending host is told to try again, and nothing is lost`()
            async throws
        {
            let port = try LoopbackPort.free()
            let postfix = try await PostfixInstance.start(proxyPort: port)
            let first = try await start(postfix, at: port)
            #expect(try await first.process.stop() == 0, "\(first.log)")

            let refusal = try send(SpecimenMail.ham, by: postfix)
            #expect(refusal.hasPrefix("451 4.3.0 "), "\(refusal)\n\(postfix.log)")
            #expect(postfix.queued == 0 && postfix.deliveredCount == 0)

            let second = try await start(postfix, at: port, folder: first.folder)
            let taken = try send(SpecimenMail.ham, by: postfix)
            #expect(taken.hasPrefix("250 2.0.0 from MTA("), "\(taken)\n\(second.log)\n\(postfix.log)")
            try await eventually("the mail is delivered", state: { postfix.log }) {
                postfix.deliveredCount >= 1 && postfix.queued == 0
            }
            #expect(postfix.deliveredCount == 1)
            #expect(try await second.process.stop() == 0, "\(second.log)")
            try await postfix.stop()
        }
    }
}
