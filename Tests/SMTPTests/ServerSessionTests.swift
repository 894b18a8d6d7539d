import MailObject
import SMTP
import TestSupport
import Testing

@Suite("ServerSession")
struct ServerSessionTests {
    private static let envelope = "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\n"

    @Test("Law 6: a pipelined dialogue gives the same however it is cut")
    func splits() {
        let input = octets(
            "EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<c@d>\r\nDATA\r\n..x\ny\r\n.\r\nNOOP\r\nQUIT\r\n")
        var whole = ServerBench()
        whole.receive(input)
        #expect(whole.codes == ["250", "250", "250", "250", "354", "250", "250", "221"])
        #expect(whole.messages.map { shown($0.content) } == [".x y\\r\\n"])
        #expect(whole.isClosed)
        for segments in cuts(of: input) {
            var bench = ServerBench()
            for segment in segments { bench.receive(segment) }
            #expect(bench.text == whole.text)
            #expect(bench.messages == whole.messages)
            #expect(bench.isClosed)
        }
    }

    @Test("Laws 6 and 7: seeded garbage gives the same however it is cut", arguments: 0..<200)
    func garbage(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let lines = [
            "EHLO x\r\n", "LHLO x\r\n", "HELO x\n", "MAIL FROM:<a@b>\r\n", "RCPT TO:<c@d>\r\n", "DATA\r\n", ".\r\n",
            "\r\n.\r\n", "RSET\r\n", "XFORWARD NAME=x\r\n", "QUIT", "NOOP\r\n", "VRFY\r\n", "VRFY x\r\n", "HELP\r\n",
        ]
        var input: [UInt8] = []
        for _ in 0..<30 {
            input +=
                Int.random(in: 0..<4, using: &generator) == 0
                ? generator.mailLikeBytes(count: 20) : octets(lines.randomElement(using: &generator) ?? "")
        }
        var whole = ServerBench()
        whole.receive(input)
        for step in [1, 2, 3, 17] {
            var bench = ServerBench()
            for start in stride(from: 0, to: input.count, by: step) {
                bench.receive(input[start..<min(input.count, start + step)])
            }
            #expect(bench.text == whole.text, "seed \(seed)")
            #expect(bench.messages == whole.messages, "seed \(seed)")
            #expect(bench.isClosed == whole.isClosed, "seed \(seed)")
        }
    }

    @Test("Law 1: 354 waits for the edge, the answer waits for the handler, and what is pipelined waits with them")
    func waits() {
        var session = ServerSession(settings: ServerSettings(hostname: "h", sizeLimit: 1000))
        _ = session.received(octets("LHLO x\r\n").span)
        let actions = session.received(octets(Self.envelope + "DATA\r\n").span)
        guard case .admit(let admission) = actions.last else {
            Issue.record("no admission: \(actions)")
            return
        }
        #expect(admission.envelope.recipients.map(\.forwardPath) == [Path("b@example.net")])
        #expect(session.phase == .admission)
        #expect(!session.wantsInput)
        #expect(session.received(octets("x\r\n.\r\nQUIT\r\n").span).isEmpty)
        let content = session.admitted()
        #expect(content.count == 3)
        #expect(content.last == .endOfContent(replacedOctets: 0))
        #expect(!session.wantsInput)
        let end = session.finished([Reply(250, EnhancedCode(2, 0, 0), "taken")])
        #expect(
            end == [
                .send(octets("250 2.0.0 taken\r\n221 2.0.0 h tamis closing transmission channel\r\n")), .close,
            ])
    }

    @Test("Law 5: LMTP answers each recipient in RCPT order, duplicates and missing replies included")
    func recipientOrder() {
        var bench = ServerBench()
        bench.answer = { _ in [Reply(250, nil, "one"), Reply(550, nil, "two")] }
        bench.receive("LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nRCPT TO:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n.\r\n")
        #expect(
            bench.text.hasSuffix(
                "250 2.6.0 one\r\n550 5.6.0 two\r\n451 4.5.0 Error in processing, no outcome for this recipient\r\n"))
        #expect(bench.messages.first?.admission.envelope.recipients.count == 3)
    }

    @Test("XFORWARD gathers until the message is over, and RSET and EHLO forget it")
    func xforward() {
        var bench = ServerBench()
        bench.receive("EHLO x\r\nXFORWARD NAME=n ADDR=192.0.2.1\r\nXFORWARD IDENT=4ABC NAME=[unavailable]\r\n")
        bench.receive(Self.envelope + "DATA\r\n.\r\n" + Self.envelope + "DATA\r\n.\r\n")
        #expect(bench.messages.map(\.admission.forwarded) == [[.address: "192.0.2.1", .ident: "4ABC"], [:]])
        bench.receive("XFORWARD NAME=n\r\nRSET\r\n" + Self.envelope + "DATA\r\n.\r\n")
        bench.receive("XFORWARD NAME=n\r\nEHLO y\r\n" + Self.envelope + "DATA\r\n.\r\n")
        #expect(bench.messages.dropFirst(2).map(\.admission.forwarded) == [[:], [:]])
    }

    @Test("Content over the limit is read to its end and then refused")
    func sizeLimit() {
        var bench = ServerBench(sizeLimit: 10)
        bench.receive("EHLO x\r\n" + Self.envelope + "DATA\r\n")
        bench.receive("0123456789\r\n01234\r\n.\r\nNOOP\r\n")
        #expect(bench.codes.suffix(2) == ["552", "250"])
        #expect(bench.messages.isEmpty)
        bench.receive(Self.envelope + "DATA\r\n01234567\r\n.\r\n")
        #expect(bench.codes.last == "250")
        #expect(bench.messages.count == 1)
        bench.receive("MAIL FROM:<a@b> SIZE=11\r\n")
        #expect(bench.text.contains("552 5.3.4 Message size (11 B) exceeds size limit (10 B)"))
    }

    @Test("LMTP gets the refusal of a large content for every recipient")
    func sizeLimitLMTP() {
        var bench = ServerBench(sizeLimit: 10)
        bench.receive("LHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<c@d>\r\nDATA\r\n0123456789\r\n.\r\n")
        #expect(bench.codes.suffix(2) == ["552", "552"])
    }

    @Test("A content that cannot be kept is read to its end and answered 452")
    func contentFailed() {
        var session = ServerSession(settings: ServerSettings(hostname: "h", sizeLimit: 1000))
        _ = session.received(octets("EHLO x\r\n" + Self.envelope + "DATA\r\n").span)
        _ = session.admitted()
        #expect(session.received(octets("abc").span) == [.content(octets("abc"))])
        #expect(session.contentFailed(Reply(452, EnhancedCode(4, 3, 1), "full")) == [.dropContent])
        #expect(session.received(octets("def\r\n").span).isEmpty)
        #expect(session.received(octets(".\r\n").span) == [.send(octets("452 4.3.1 full\r\n"))])
        #expect(session.isIdle)
    }

    @Test("Admission refused: DATA gets the reply and the transaction stays")
    func refused() {
        var bench = ServerBench()
        bench.refusal = Reply(452, EnhancedCode(4, 3, 1), "full")
        bench.receive("EHLO x\r\n" + Self.envelope + "DATA\r\n")
        #expect(bench.codes.last == "452")
        bench.refusal = nil
        bench.receive("DATA\r\n.\r\n")
        #expect(bench.codes.suffix(2) == ["354", "250"])
    }

    @Test("More recipients than allowed get 452, those before them keep their place")
    func tooManyRecipients() {
        var bench = ServerBench(maximumRecipients: 2)
        bench.receive("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n.\r\n")
        #expect(bench.text.contains("452 4.5.3 Too many recipients (2)\r\n354"))
        #expect(bench.messages.first?.admission.envelope.recipients.count == 2)
    }

    @Test("An endless line is dropped to its end, a really endless one ends the connection")
    func endlessLine() {
        for step in [1 << 8, 1 << 15] {
            var bench = ServerBench()
            let junk = [UInt8](repeating: 0x61, count: step)
            for _ in 0..<((1 << 18) / step) { bench.receive(junk) }
            bench.receive("\r\nNOOP\r\n")
            #expect(bench.codes == ["500", "250"])
            #expect(bench.text.hasPrefix("500 5.5.2"))
            for _ in 0...((1 << 20) / step) { bench.receive(junk) }
            #expect(bench.codes.last == "421")
            #expect(bench.isClosed)
        }
        let limit = ServerSession.maximumLineOctets
        for (length, code) in [(limit, "500 5.5.2 Error: command"), (limit + 1, "500 5.5.2 Error: line too long")] {
            var bench = ServerBench()
            bench.receive([UInt8](repeating: 0x61, count: length) + octets("\n"))
            #expect(bench.text.hasPrefix(code))
        }
    }

    @Test("Law 13: who does not speak SMTP is cut off after twenty lines, refused recipients never")
    func tooManyErrors() {
        var bench = ServerBench()
        bench.receive("EHLO x\r\nMAIL FROM:<a@b> SIZE=99999999\r\n")
        for _ in 0..<1000 { bench.receive("RCPT TO:<a@b>\r\nRCPT TO:<>\r\n") }
        #expect(!bench.isClosed)
        for _ in 0..<20 { bench.receive("Header: value\r\n") }
        #expect(bench.text.hasSuffix("421 4.7.0 [127.0.0.1] Error: too many errors\r\n"))
        #expect(bench.isClosed)
        bench.receive("NOOP\r\n")
        #expect(bench.codes.last == "421")
    }

    @Test("Law 13: a shutdown says 421 between transactions only")
    func shutDown() {
        var idle = ServerBench()
        idle.receive("EHLO x\r\n")
        idle.perform(idle.session.shutDown())
        #expect(idle.text.hasSuffix("421 4.3.2 [127.0.0.1] Service shutting down, closing channel\r\n"))
        #expect(idle.isClosed)

        var busy = ServerBench()
        busy.receive("EHLO x\r\n" + Self.envelope)
        busy.perform(busy.session.shutDown())
        #expect(!busy.isClosed)
        busy.receive("DATA\r\nx\r\n.\r\n" + Self.envelope)
        #expect(busy.codes.suffix(3) == ["354", "250", "421"])
        #expect(busy.messages.count == 1)
        #expect(busy.isClosed)

        var reset = ServerBench()
        reset.receive("EHLO x\r\n" + Self.envelope)
        reset.perform(reset.session.shutDown())
        reset.receive("RSET\r\n")
        #expect(reset.codes.suffix(2) == ["250", "421"])
    }

    @Test("Law 4: a client that vanishes within the content leaves no message")
    func vanishes() {
        let input = octets("EHLO x\r\n" + Self.envelope + "DATA\r\nabc\r\n.\r")
        for length in 0...input.count {
            var bench = ServerBench()
            bench.receive(input[..<length])
            bench.perform(bench.session.inputClosed())
            #expect(bench.messages.isEmpty)
            #expect(bench.isClosed)
        }
    }

    @Test("What a client sent in full before it closed its side is answered")
    func halfClose() {
        var session = ServerSession(settings: ServerSettings(hostname: "h", sizeLimit: 1000))
        _ = session.received(octets("EHLO x\r\n" + Self.envelope + "DATA\r\n").span)
        #expect(session.inputClosed().isEmpty)
        #expect(session.admitted().last == .close)

        var judged = ServerSession(settings: ServerSettings(hostname: "h", sizeLimit: 1000))
        _ = judged.received(octets("EHLO x\r\n" + Self.envelope + "DATA\r\n").span)
        _ = judged.admitted()
        _ = judged.received(octets("x\r\n.\r\n").span)
        #expect(judged.inputClosed().isEmpty)
        let actions = judged.finished([Reply(250, nil, "taken")])
        #expect(actions == [.send(octets("250 2.6.0 taken\r\n421 4.4.2 h closing channel\r\n")), .close])
    }

    @Test("Law 7: a flood while it waits is cut off, and the answer still goes out")
    func flood() {
        var session = ServerSession(settings: ServerSettings(hostname: "h", sizeLimit: 1000))
        _ = session.received(octets("EHLO x\r\n" + Self.envelope + "DATA\r\n").span)
        _ = session.admitted()
        _ = session.received(octets("x\r\n.\r\n").span)
        let noops = octets(String(repeating: "NOOP\r\n", count: 10_000))
        for _ in 0..<20 { #expect(session.received(noops.span).isEmpty) }
        let actions = session.finished([Reply(250, nil, "taken")])
        guard case .send(let output) = actions.first else {
            Issue.record("no answer")
            return
        }
        #expect(output.starts(with: octets("250 2.6.0 taken\r\n")))
        #expect(output.count < 1 << 20)
        #expect(actions.last == .close)
    }

    @Test("Only what the next hop can do is promised")
    func announcement() {
        var bench = ServerBench(
            announcement: Announcement(eightBitMIME: false, smtpUTF8: false, dsn: false, xforward: false))
        bench.receive("EHLO x\r\n")
        #expect(
            bench.text
                == "250-[127.0.0.1]\r\n250-VRFY\r\n250-PIPELINING\r\n250-SIZE 1048576\r\n250 ENHANCEDSTATUSCODES\r\n")
    }

    @Test("What EHLO promised holds for its session, whatever the next hop is found to lack since")
    func promises() {
        let none = Announcement(eightBitMIME: false, smtpUTF8: false, dsn: false, xforward: false)
        let mail = "MAIL FROM:<a@b> BODY=8BITMIME RET=HDRS SMTPUTF8\r\nRCPT TO:<c@d> NOTIFY=NEVER\r\nRSET\r\n"
        var bench = ServerBench()
        bench.receive("EHLO x\r\n")
        bench.session.announcement = none
        bench.receive(mail)
        #expect(bench.codes.suffix(3) == ["250", "250", "250"])
        bench.receive("EHLO x\r\n" + mail)
        #expect(bench.codes.suffix(3) == ["555", "503", "250"])
    }

    @Test("Enhanced codes are on every reply but the greeting, those to EHLO, LHLO and HELO, and 354")
    func enhancedCodes() throws {
        for transcript in try Transcript.all("server-") where !transcript.hasEvents {
            var bench = transcript.server()
            bench.output = []
            for line in transcript.clientText.split(separator: "\r\n", omittingEmptySubsequences: false).dropLast() {
                bench.receive(line + "\r\n")
                let reply = String(decoding: bench.output, as: UTF8.self)
                bench.output = []
                for answer in reply.split(separator: "\r\n") where !answer.hasPrefix("354 ") {
                    let verb = line.prefix(4).uppercased()
                    if ["EHLO", "LHLO", "HELO"].contains(verb), answer.hasPrefix("250") { continue }
                    let code = answer.dropFirst(4).prefix(2)
                    #expect(code == "\(answer.prefix(1)).", "\(transcript.name): \(line): \(answer)")
                }
            }
        }
    }

    @Test("The longest envelope that Postfix makes of its own limits is taken")
    func longEnvelope() {
        let local = String(repeating: "ü", count: 1000)
        let encoded = String(repeating: "+C3+BC", count: 1000)
        var bench = ServerBench()
        bench.receive(
            "EHLO x\r\nMAIL FROM:<\(local)@example.org> SIZE=10 BODY=8BITMIME SMTPUTF8 ENVID=\(encoded)\r\n"
                + "RCPT TO:<\(local)@example.net> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;\(encoded)@example.net\r\n"
                + "DATA\r\n.\r\n")
        let envelope = bench.messages.first?.admission.envelope
        #expect(envelope?.reversePath == Path("\(local)@example.org"))
        #expect(envelope?.recipients.map(\.forwardPath) == [Path("\(local)@example.net")])
        let orcpt = envelope?.recipients.first?.parameters.last?.value
        #expect(orcpt == octets("rfc822;\(encoded)@example.net"))
    }

    @Test("A silent client is told")
    func timedOut() {
        var bench = ServerBench()
        bench.perform(bench.session.timedOut())
        #expect(bench.text == "421 4.4.2 [127.0.0.1] timed out, closing channel\r\n")
        #expect(bench.isClosed)
    }
}
