import MailObject
import SMTP
import TestSupport
import Testing

@Suite("ClientSession")
struct ClientSessionTests {
    private static let greeting = "220 mx ESMTP\r\n"
    private static let full =
        "250-mx\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n"
        + "250 XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT\r\n"

    private func codes(_ outcomes: [RelayOutcome]?) -> [String] {
        (outcomes ?? []).map { outcome in
            switch outcome {
            case .answered(let reply, let phase): "\(reply.code) \(phase.rawValue)"
            case .unreachable: "unreachable"
            case .broken(let phase, _): "broken \(phase.rawValue)"
            }
        }
    }

    @Test("A whole transaction: XFORWARD, MAIL, RCPT and DATA in one batch, then the content")
    func transactionInFull() throws {
        var bench = ClientBench()
        bench.begin(
            try transaction(
                to: ["b@example.net", "b@example.net"],
                mailParameters: [
                    ESMTPParameter(keyword: "BODY", value: octets("8BITMIME")), ESMTPParameter(keyword: "SMTPUTF8"),
                    ESMTPParameter(keyword: "RET", value: octets("HDRS")),
                    ESMTPParameter(keyword: "ENVID", value: octets("x+2B")),
                    ESMTPParameter(keyword: "AUTH", value: octets("<>")),
                ], recipientParameters: [ESMTPParameter(keyword: "NOTIFY", value: octets("NEVER"))],
                forwarded: [.name: "mx one", .ident: "4ABC"], content: ".x\r\n"))
        bench.receive(Self.greeting)
        #expect(bench.takeOutput() == "EHLO filter\r\n")
        bench.receive(Self.full)
        #expect(
            bench.takeOutput()
                == "XFORWARD NAME=mx+20one ADDR=[UNAVAILABLE] PORT=[UNAVAILABLE] PROTO=[UNAVAILABLE] "
                + "HELO=[UNAVAILABLE] IDENT=4ABC SOURCE=[UNAVAILABLE]\r\n"
                + "MAIL FROM:<a@example.org> SIZE=4 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x+2B\r\n"
                + "RCPT TO:<b@example.net> NOTIFY=NEVER\r\nRCPT TO:<b@example.net> NOTIFY=NEVER\r\nDATA\r\n")
        bench.receive("250 2.0.0 Ok\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.1.5 Ok\r\n")
        #expect(bench.takeOutput() == "")
        bench.receive("354 go\r\n")
        #expect(bench.takeOutput() == "..x\r\n.\r\n")
        bench.receive("250 2.0.0 Ok: queued as 4XYZ\r\n")
        let reply = Reply(250, EnhancedCode(2, 0, 0), "Ok: queued as 4XYZ")
        #expect(bench.outcomes == [.answered(reply, phase: .dot), .answered(reply, phase: .dot)])
        #expect(bench.connection == .reusable)
        #expect(bench.session.isIdle)
    }

    @Test("Law 6: the replies give the same however they are cut")
    func splits() throws {
        let before = octets(Self.greeting + Self.full + "250 ok\r\n550 no\r\n250 ok\r\n354 go\r\n")
        let after = octets("250-2.0.0 a\r\n250 2.0.0 b\r\n")
        let transaction = try transaction(to: ["x@y", "z@y"])
        var whole = ClientBench()
        whole.begin(transaction)
        whole.receive(before)
        whole.receive(after)
        #expect(codes(whole.outcomes) == ["550 RCPT", "250 end-of-data"])
        for segments in cuts(of: before, pairsUpTo: 0) {
            for last in cuts(of: after, pairsUpTo: 0).prefix(segments.count == 2 ? 1 : .max) {
                var bench = ClientBench()
                bench.begin(transaction)
                for segment in segments + last { bench.receive(segment) }
                #expect(bench.output == whole.output)
                #expect(bench.outcomes == whole.outcomes)
            }
        }
    }

    @Test("Without PIPELINING every command waits for its reply; HELO where EHLO is unknown")
    func plainSMTP() throws {
        var bench = ClientBench()
        bench.begin(try transaction(mailParameters: [ESMTPParameter(keyword: "RET", value: octets("FULL"))]))
        bench.receive("220 old\r\n")
        bench.receive("500 what?\r\n")
        #expect(bench.takeOutput() == "EHLO filter\r\nHELO filter\r\n")
        bench.receive("250 old\r\n")
        #expect(bench.takeOutput() == "MAIL FROM:<a@example.org>\r\n")
        bench.receive("250 ok\r\n")
        #expect(bench.takeOutput() == "RCPT TO:<b@example.net>\r\n")
        bench.receive("250 ok\r\n")
        #expect(bench.takeOutput() == "DATA\r\n")
        bench.receive("354 go\r\n250 taken\r\n")
        #expect(codes(bench.outcomes) == ["250 end-of-data"])
    }

    @Test("LMTP: one reply per accepted recipient, in order")
    func lmtp() throws {
        var bench = ClientBench(.lmtp)
        bench.begin(try transaction(to: ["a@x", "b@x", "a@x"]))
        bench.receive(Self.greeting)
        #expect(bench.takeOutput() == "LHLO filter\r\n")
        bench.receive(Self.full + "250 ok\r\n250 ok\r\n550 no\r\n250 ok\r\n354 go\r\n250 one\r\n")
        #expect(bench.outcomes == nil)
        bench.receive("452 three\r\n")
        #expect(codes(bench.outcomes) == ["250 end-of-data", "550 RCPT", "452 end-of-data"])
        #expect(bench.connection == .reusable)
    }

    @Test("LMTP: a break between the replies leaves the rest unknown")
    func lmtpBroken() throws {
        var bench = ClientBench(.lmtp)
        bench.begin(try transaction(to: ["a@x", "b@x"]))
        bench.receive(Self.greeting + Self.full + "250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n250 one\r\n")
        bench.perform(bench.session.disconnected("gone"))
        #expect(codes(bench.outcomes) == ["250 end-of-data", "broken end-of-data"])
    }

    @Test("Law 2: all or nothing stops at a recipient's 4yz with RSET, before DATA")
    func allOrNothing() throws {
        for (flag, expected) in [
            (true, ["450 RCPT", "450 RCPT", "450 RCPT"]), (false, ["250 end-of-data", "450 RCPT", "550 RCPT"]),
        ] {
            var bench = ClientBench()
            bench.begin(try transaction(to: ["a@x", "b@x", "c@x"], allOrNothing: flag))
            bench.receive(Self.greeting + Self.full)
            _ = bench.takeOutput()
            bench.receive("250 ok\r\n250 ok\r\n450 4.2.0 busy\r\n550 no\r\n")
            if flag {
                #expect(bench.takeOutput() == "RSET\r\n")
                bench.receive("250 ok\r\n")
            } else {
                bench.receive("354 go\r\n250 ok\r\n")
            }
            #expect(codes(bench.outcomes) == expected)
            #expect(bench.connection == .reusable)
        }
    }

    @Test("Law 11: before the queue one refused recipient is a refusal for all, at RCPT, where nobody has the mail yet")
    func refusedTogether() throws {
        var bench = ClientBench()
        let plain = try transaction(to: ["a@x", "b@x", "c@x"])
        bench.begin(
            OutgoingTransaction(
                client: plain.client, envelope: plain.envelope, content: plain.content, deadline: plain.deadline,
                unity: .refusal))
        bench.receive(Self.greeting + Self.full)
        _ = bench.takeOutput()
        bench.receive("250 ok\r\n250 ok\r\n550 5.1.1 no\r\n250 ok\r\n")
        #expect(bench.takeOutput() == "RSET\r\n")
        bench.receive("250 ok\r\n")
        #expect(codes(bench.outcomes) == ["550 RCPT", "550 RCPT", "550 RCPT"])
    }

    @Test("Law 1: a next hop that does not understand us, or wants us to log in, says nothing of the message")
    func notUnderstood() throws {
        for code in [500, 502, 503, 504, 530] {
            for (replies, phase) in [
                ("\(code) no\r\n503 no\r\n503 no\r\n", "MAIL"),
                ("250 ok\r\n\(code) no\r\n\(code) no\r\n", "RCPT"),
                ("250 ok\r\n250 ok\r\n250 ok\r\n\(code) no\r\n", "DATA"),
            ] {
                var bench = ClientBench()
                bench.begin(try transaction(to: ["a@x", "b@x"]))
                bench.receive(Self.greeting + Self.full + replies)
                bench.receive("250 ok\r\n")
                #expect(codes(bench.outcomes) == ["broken \(phase)", "broken \(phase)"], "\(code)")
            }
        }
    }

    @Test("Enough recipients for one transaction: it goes on with those that were accepted, all or nothing or not")
    func enoughRecipients() throws {
        for flag in [true, false] {
            var bench = ClientBench()
            bench.begin(try transaction(to: ["a@x", "b@x"], allOrNothing: flag))
            bench.receive(Self.greeting + Self.full + "250 ok\r\n250 ok\r\n452 4.5.3 too many recipients\r\n")
            #expect(bench.takeOutput().hasSuffix("DATA\r\n"))
            bench.receive("354 go\r\n250 ok\r\n")
            #expect(codes(bench.outcomes) == ["250 end-of-data", "452 RCPT"])
            #expect(bench.outcomes?.map(\.asksForAnotherTransaction) == [false, true])
        }
    }

    @Test("MAIL refused: every recipient gets that, and the pipelined rest is read away")
    func mailRefused() throws {
        var bench = ClientBench()
        bench.begin(try transaction(to: ["a@x", "b@x"]))
        bench.receive(Self.greeting + Self.full + "552 5.3.4 too big\r\n")
        bench.receive(String(repeating: "503 5.5.1 no\r\n", count: 3))
        #expect(bench.takeOutput().hasSuffix("RSET\r\n"))
        bench.receive("250 ok\r\n")
        #expect(codes(bench.outcomes) == ["552 MAIL", "552 MAIL"])
        #expect(bench.connection == .reusable)
    }

    @Test("No recipient accepted, or DATA refused: RSET and no dot")
    func nobody() throws {
        var bench = ClientBench()
        bench.begin(try transaction())
        bench.receive(Self.greeting + Self.full + "250 ok\r\n550 no\r\n554 no valid recipients\r\n250 reset\r\n")
        #expect(bench.takeOutput().hasSuffix("DATA\r\nRSET\r\n"))
        #expect(codes(bench.outcomes) == ["550 RCPT"])
        #expect(bench.connection == .reusable)
        bench.begin(try transaction())
        bench.receive("250 ok\r\n250 ok\r\n451 busy\r\n250 reset\r\n")
        #expect(codes(bench.outcomes) == ["451 DATA"])
        #expect(bench.takeOutput().hasSuffix("DATA\r\nRSET\r\n"))
    }

    @Test("A next hop that takes DATA though it took no recipient gets neither content nor dot, and no more of us")
    func dataForNobody() throws {
        for replies in ["250 ok\r\n550 no\r\n354 go\r\n", "451 busy\r\n503 no\r\n354 go\r\n"] {
            var bench = ClientBench()
            bench.begin(try transaction())
            bench.receive(Self.greeting + Self.full + replies)
            #expect(bench.takeOutput().hasSuffix("DATA\r\n"))
            #expect(codes(bench.outcomes) == [replies.hasPrefix("250") ? "550 RCPT" : "451 MAIL"])
            #expect(bench.connection == .closed)
            #expect(bench.isClosed)
        }
    }

    @Test("Law 1: a next hop that will not talk is trouble of our own, whatever its code")
    func refusals() throws {
        for replies in [
            "421 4.3.2 busy\r\n", "554 5.7.1 go away\r\n", "220 x\r\n421 4.3.2 busy\r\n",
            "220 x\r\n500 no\r\n550 no\r\n", "hello\r\n", "220 x\r\n250-a\r\n220 b\r\n",
        ] {
            var bench = ClientBench()
            bench.begin(try transaction(to: ["a@x", "b@x"]))
            bench.receive(replies)
            #expect(codes(bench.outcomes) == ["unreachable", "unreachable"], "\(replies)")
            #expect(bench.isClosed)
        }
        var lmtp = ClientBench(.lmtp)
        lmtp.begin(try transaction())
        lmtp.receive("220 x\r\n500 LHLO?\r\n")
        #expect(codes(lmtp.outcomes) == ["unreachable"])
    }

    @Test("A break in each phase is told with its phase, and no final dot goes out after it")
    func breaks() throws {
        let replies = [Self.greeting, Self.full, "250 x\r\n", "250 m\r\n", "250 r\r\n", "354 go\r\n"]
        let expected = [
            "unreachable", "unreachable", "broken XFORWARD", "broken MAIL", "broken RCPT", "broken DATA",
            "broken end-of-data",
        ]
        for count in 0...replies.count {
            var bench = ClientBench()
            bench.begin(try transaction(forwarded: [.ident: "4ABC"]))
            for reply in replies.prefix(count) { bench.receive(reply) }
            bench.perform(bench.session.disconnected("gone"))
            #expect(codes(bench.outcomes) == [expected[count]])
            #expect(bench.connection == .closed)
            #expect(bench.isClosed)
            let sent = bench.takeOutput()
            #expect(sent.contains("\r\n.\r\n") == (count == replies.count))
            var end: [UInt8] = []
            bench.session.endContent(into: &end)
            bench.perform([.send(end)])
            #expect(bench.takeOutput().isEmpty)
        }
    }

    @Test("421 in each phase ends the connection; on one used before, ahead of MAIL, it is a stale one")
    func shuttingDown() throws {
        var bench = ClientBench()
        bench.begin(try transaction())
        bench.receive(Self.greeting + Self.full + "250 ok\r\n421 4.3.2 down\r\n")
        #expect(codes(bench.outcomes) == ["421 RCPT"])
        #expect(bench.connection == .closed)

        for replies in ["421 4.4.2 idle\r\n", ""] {
            var reused = ClientBench()
            reused.begin(try transaction())
            reused.receive(Self.greeting + Self.full + "250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n")
            #expect(reused.connection == .reusable)
            reused.begin(try transaction())
            reused.receive(replies)
            reused.perform(reused.session.disconnected("gone"))
            #expect(reused.connection == .stale)
        }

        var later = ClientBench()
        later.begin(try transaction())
        later.receive(Self.greeting + Self.full + "250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n")
        later.begin(try transaction())
        later.receive("250 ok\r\n421 4.3.2 down\r\n")
        #expect(later.connection == .closed)
    }

    @Test("A 421 on an idle connection closes it, and a transaction that comes too late is not lost")
    func idle() throws {
        var bench = ClientBench()
        bench.begin(try transaction())
        bench.receive(Self.greeting + Self.full + "250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n")
        bench.receive("421 4.4.2 timeout\r\n")
        #expect(bench.isClosed)
        bench.begin(try transaction())
        #expect(bench.connection == .stale)
        #expect(codes(bench.outcomes) == ["unreachable"])
    }

    @Test("A reply in the middle of the content: taken if it refuses, and never followed by the dot")
    func earlyReply() throws {
        for (reply, expected) in [("452 full\r\n", "452 data transfer"), ("250 what\r\n", "broken data transfer")] {
            var session = ClientSession(protocol: .smtp, heloName: "filter")
            _ = session.begin(try transaction())
            _ = session.received(octets(Self.greeting + Self.full + "250 ok\r\n250 ok\r\n").span)
            #expect(session.received(octets("354 go\r\n").span) == [.sendContent])
            let actions = session.received(octets(reply).span)
            guard case .finished(let outcomes, .closed) = actions.first else {
                Issue.record("not finished: \(actions)")
                return
            }
            #expect(codes(outcomes) == [expected])
            var end: [UInt8] = []
            session.endContent(into: &end)
            #expect(end.isEmpty)
        }
    }

    @Test("8-bit content and SMTPUTF8 go only where they are taken")
    func extensions() throws {
        var bench = ClientBench()
        bench.begin(try transaction(content: "gr\u{FC}n\r\n"))
        bench.receive("220 x\r\n250-x\r\n250 PIPELINING\r\n")
        #expect(bench.outcomes?.first.map { "\($0)" }?.contains("8BITMIME") == true)
        #expect(codes(bench.outcomes) == ["550 MAIL"])
        #expect(bench.connection == .reusable)
        bench.begin(try transaction(mailParameters: [ESMTPParameter(keyword: "BODY", value: octets("8BITMIME"))]))
        #expect(bench.takeOutput().hasSuffix("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n"))
        bench.receive("250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n")
        // What we promised before we knew the next hop is our mistake: never 5yz (law 1).
        bench.begin(try transaction(mailParameters: [ESMTPParameter(keyword: "SMTPUTF8")]))
        #expect(codes(bench.outcomes) == ["broken MAIL"])
        bench.begin(
            try transaction(
                mailParameters: [ESMTPParameter(keyword: "BODY", value: octets("8BITMIME"))],
                content: "gr\u{FC}n\r\n"))
        #expect(codes(bench.outcomes) == ["broken MAIL"])
        #expect(bench.session.isIdle)
    }

    @Test("XFORWARD lines stay within 512 octets, and carry only what is announced")
    func longXFORWARD() throws {
        var bench = ClientBench()
        let long = String(repeating: "n", count: 250)
        bench.begin(
            try transaction(forwarded: [.name: long, .helo: long, .ident: "4\u{FC}", .source: "REMOTE"]))
        bench.receive("220 x\r\n250-x\r\n250-8BITMIME\r\n250 XFORWARD NAME HELO IDENT\r\n")
        bench.receive("250 ok\r\n250 ok\r\n")
        let lines = bench.takeOutput().split(separator: "\r\n").dropFirst()
        #expect(lines.first == "XFORWARD NAME=\(long)"[...])
        #expect(lines.dropFirst().first == "XFORWARD HELO=\(long) IDENT=4+C3+BC"[...])
        #expect(lines.last?.hasPrefix("MAIL") == true)
        #expect(lines.allSatisfy { $0.utf8.count <= 510 })
    }

    @Test("A value that is over 255 octets once encoded is unavailable, and the others go through")
    func longEncodedXFORWARD() throws {
        var bench = ClientBench()
        bench.begin(
            try transaction(forwarded: [
                .helo: String(repeating: "+", count: 86), .name: String(repeating: "n", count: 255),
            ]))
        bench.receive("220 x\r\n250-x\r\n250-8BITMIME\r\n250 XFORWARD NAME HELO IDENT\r\n")
        let name = String(repeating: "n", count: 255)
        #expect(bench.takeOutput().hasSuffix("XFORWARD NAME=\(name) HELO=[UNAVAILABLE] IDENT=[UNAVAILABLE]\r\n"))
    }

    @Test("A client of which nothing is known but that it is another one is not taken for us")
    func unavailableXFORWARD() throws {
        let outgoing = try transaction()
        for isForwarded in [false, true] {
            var bench = ClientBench()
            bench.begin(
                OutgoingTransaction(
                    client: ClientInfo(address: "127.0.0.1", isForwarded: isForwarded), envelope: outgoing.envelope,
                    content: outgoing.content, deadline: outgoing.deadline))
            bench.receive("220 x\r\n250-x\r\n250-8BITMIME\r\n250 XFORWARD NAME ADDR\r\n")
            #expect(
                bench.takeOutput().hasSuffix("XFORWARD NAME=[UNAVAILABLE] ADDR=[UNAVAILABLE]\r\n") == isForwarded)
        }
    }

    @Test("XFORWARD refused: the mail goes on without it")
    func xforwardRefused() throws {
        var bench = ClientBench()
        bench.begin(try transaction(forwarded: [.ident: "4ABC"]))
        bench.receive(Self.greeting + Self.full + "550 5.7.0 no\r\n250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n")
        #expect(codes(bench.outcomes) == ["250 end-of-data"])
    }

    @Test("Law 4: no octet of an envelope ends a command")
    func injection() throws {
        var bench = ClientBench()
        bench.begin(try transaction(from: "a\r\nRCPT TO:<x@y>", to: ["b\n@c"]))
        bench.receive(Self.greeting + Self.full)
        #expect(bench.takeOutput().hasSuffix("MAIL FROM:<a??RCPT TO:<x@y>> SIZE=21\r\nRCPT TO:<b?@c>\r\nDATA\r\n"))
    }

    @Test("Law 7: whatever a next hop says, each recipient has one outcome at the end", arguments: 0..<300)
    func garbage(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let replies = [
            "220 x\r\n", Self.full, "250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "421 no\r\n", "452 no\r\n",
            "550 no\r\n", "250-x\r\n", "what\r\n", "\r\n", "199 x\r\n",
        ]
        for nextHopProtocol in [NextHopProtocol.smtp, .lmtp] {
            var bench = ClientBench(nextHopProtocol)
            bench.begin(try transaction(to: ["a@x", "b@x", "a@x"]))
            if Bool.random(using: &generator) { bench.receive(Self.greeting + Self.full) }
            for _ in 0..<12 { bench.receive(replies.randomElement(using: &generator) ?? "") }
            if bench.outcomes == nil { bench.perform(bench.session.disconnected("gone")) }
            #expect(bench.outcomes?.count == 3, "seed \(seed)")
            #expect(bench.session.isIdle || bench.isClosed, "seed \(seed)")
        }
    }
}
