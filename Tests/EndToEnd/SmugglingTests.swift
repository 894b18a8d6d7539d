import TestSupport
import Testing

extension EndToEnd {
    /// Ends of data that one server or another is known to have taken, through the running daemon.
    struct SmugglingTests {
        /// CVE-2023-51764 to -51766, those before them, and what lies around them.
        private static let known = [
            "\n.\n", "\n.\r\n", "\n.\r", "\r.\r", "\r.\n", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r\n.\0\r\n",
            "\r\n\0.\r\n", "\0\r\n.\n", "\n.\0\n", "\0\n.\n", "\n\0.\n", "\r\0.\r\0", "\r\0\n.\r\0\n", "\r\r\n.\r\r\n",
            "\r\r\n.\n", "\r\n.\r\r\n", "\n\r.\n\r", "\r\n..\r\n", "\n..\n", "\r\n. \r\n", "\r\n .\r\n", "\n\n.\n\n",
            "\r\r.\r\r",
        ]
        private static let hidden =
            "MAIL FROM:<evil@example.org>\r\nRCPT TO:<evil@example.net>\r\nDATA\r\nSubject: evil\r\n\r\nevil\r\n.\r\n"
            + "NOOP\r\n"

        @Test(arguments: ["EHLO", "LHLO"])
        func `Law 4: every known end of data, cut at every octet, leaves exactly one message`(hello: String)
            async throws
        {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let client = try SMTPDialogue(port: tamis.port)
            let other = try SMTPDialogue(port: tamis.port)
            try client.reply()
            try other.reply()
            try client.say("\(hello) client.example.com")
            var sent = 0
            for attack in Self.known {
                let octets = Array(attack.utf8)
                for cut in 0...octets.count {
                    for line in ["MAIL FROM:<sender@example.com>", "RCPT TO:<user@example.test>"] {
                        let reply = try client.say(line)
                        try #require(reply.hasPrefix("250 "), "\(reply)")
                    }
                    try #require(try client.say("DATA").hasPrefix("354 "))
                    try client.send(Array("Subject: one\r\n\r\ntext".utf8) + octets[..<cut])
                    // A command that is answered shows that the first half was read on its own.
                    try other.say("NOOP")
                    try client.send(octets[cut...] + Array(Self.hidden.utf8))
                    sent += 1
                    let reply = try client.reply()
                    try #require(reply.hasPrefix("250 2.0.0 from MTA("), "\(reply)")
                    try #require(try client.reply() == "250 2.0.0 Ok NOOP")
                }
            }
            let taken = try sink.messages()
            #expect(taken.count == sent)
            for message in taken {
                #expect(!message.envelope.contains { $0.contains("evil") })
                // The sink finds the one end only; without stray octets no other next hop can find another.
                let isClean = Self.isClean(message.content)
                #expect(isClean)
            }
        }

        private static func isClean(_ content: [UInt8]) -> Bool {
            var previous: UInt8 = 0
            for octet in content {
                if octet == 0x00 || (octet == 0x0A) != (previous == 0x0D) { return false }
                previous = octet
            }
            return previous == 0x0A
        }

        @Test
        func `Law 4: no octet of an envelope or of XFORWARD becomes a line at the next hop`() async throws {
            let sink = try await SinkProcess.start()
            let tamis = try await TamisProcess.start(nextHop: sink.port)
            let client = try SMTPDialogue(port: tamis.port)
            try client.reply()
            try client.say("EHLO client.example.com")
            var sent = 0
            for octet in UInt8.min..<0x80 where octet != 0x0A {
                let digits = String(octet, radix: 16, uppercase: true)
                let encoded = "+" + (digits.count < 2 ? "0" : "") + digits
                try client.say("XFORWARD NAME=a\(encoded)b IDENT=4ABC")
                for (before, after) in [("XFORWARD HELO=a", "b"), ("MAIL FROM:<a", "b@example.com>")] {
                    try client.send(Array(before.utf8) + [octet] + Array("\(after)\r\n".utf8))
                    let reply = try client.reply()
                    #expect(reply.hasPrefix("2") || reply.hasPrefix("50"), "\(octet): \(reply)")
                }
                guard try client.say("RCPT TO:<user@example.test>").hasPrefix("250 ") else { continue }
                try #require(try client.say("DATA").hasPrefix("354 "))
                let reply = try client.say("Subject: one\r\n\r\ntext\r\n.")
                #expect(reply.hasPrefix("250 2.0.0"), "\(octet): \(reply)")
                sent += 1
            }
            let taken = try sink.messages()
            #expect(taken.count == sent)
            #expect(sent > 100)
            for message in taken {
                let verbs = message.envelope.map { $0.prefix(5) }
                #expect(verbs.drop { $0 == "XFORW" } == ["MAIL ", "RCPT "], "\(message.envelope)")
            }
        }
    }
}
