import TestSupport
import Testing

extension EndToEnd {
    /// The harness proves itself: what the tests of the filter compare is what Postfix passes on untouched.
    @Suite(.serialized, .enabled(if: PostfixInstance.isAvailable, "needs root and Postfix"))
    struct PostfixToSinkTests {
        @Test(arguments: PostfixInstance.FilterProtocol.allCases)
        func `Postfix hands mail over byte for byte, with the lines of config/postfix`(
            over filterProtocol: PostfixInstance.FilterProtocol
        ) async throws {
            let sink = try await SinkProcess.start()
            let proxy = try RecordingProxy(to: sink.port)
            let postfix = try await PostfixInstance.start(filterPort: proxy.port, over: filterProtocol)
            let messages = HarnessMail.all

            for (number, message) in messages.enumerated() {
                let client = try SMTPDialogue(port: postfix.port)
                let replies = try client.send(content: message, to: ["u\(number)@example.test"])
                #expect(replies.count == 1 && replies[0].hasPrefix("250 2.0.0"), "\(replies)")
                try client.quit()
            }
            try await eventually("the sink has all", state: { postfix.log }) { sink.count == messages.count }
            try await eventually("the queue is empty", state: { postfix.log }) { postfix.queued == 0 }

            let taken = try sink.messages()
            let passed = proxy.sessions.flatMap { $0.transactions() }
            #expect(passed.count == messages.count)
            for (number, message) in messages.enumerated() {
                let recipient = "<u\(number)@example.test>"
                let arrived = try #require(taken.first { $0.envelope.contains { $0.contains(recipient) } })
                #expect(arrived.content.endsWith(SMTPDialogue.canonical(message)))
                #expect(arrived.envelope.contains { $0.hasPrefix("XFORWARD ") && $0.contains("IDENT=") })
                let recorded = try #require(passed.first { $0.recipients.contains { $0.contains(recipient) } })
                #expect(recorded.content == arrived.content)
            }
            try await postfix.stop()
            try await sink.process.stop()
        }

        @Test
        func `Mail that comes back at the re-entry lies in the Maildir byte for byte`() async throws {
            let postfix = try await PostfixInstance.start(filterPort: try LoopbackPort.free(), over: .lmtp)
            let messages = HarnessMail.all
            let client = try SMTPDialogue(port: postfix.reentryPort)
            try client.reply()
            try client.say("EHLO filter.example.test")
            for message in messages {
                let replies = try client.sendNext(content: message, to: ["u@example.test"])
                #expect(replies.count == 1 && replies[0].hasPrefix("250 2.0.0"), "\(replies)")
            }
            try client.quit()
            try await eventually("all are delivered", state: { postfix.log }) {
                postfix.deliveredCount == messages.count
            }
            let delivered = try postfix.delivered().map { SMTPDialogue.canonical($0) }
            for message in messages {
                let whole = SMTPDialogue.canonical(message)
                #expect(delivered.count { $0.endsWith(whole) } == 1)
            }
            try await postfix.stop()
        }
    }
}

/// Messages that something on the way might be tempted to change.
enum HarnessMail {
    static var all: [[UInt8]] {
        [
            "From: a@example.com\nTo: b@example.test\nSubject: plain\nMessage-ID: <1@example.com>\n\nHello\n",
            "Return-Path: <old@example.com>\nBcc: c@example.com\nContent-Length: 4\nSubject: dropped?\n\n.\n..\n.x\n",
            "Subject: long lines\n\n" + String(repeating: "long ", count: 5_000) + "\n",
            "subject:   spaces   \nX-Long: " + String(repeating: "h", count: 5_000) + "\n\nno last line end",
            "Subject: 8bit\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\u{E9}\u{20AC}\n",
        ].map { Array($0.utf8) }
    }
}

extension [UInt8] {
    /// Whether these bytes end with others.
    func endsWith(_ end: [UInt8]) -> Bool { count >= end.count && suffix(end.count).elementsEqual(end) }
}
