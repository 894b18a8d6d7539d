import MailObject
import SMTP
import TestSupport
import Testing

@Suite("Command")
struct CommandTests {
    struct PathExample: Sendable, CustomTestStringConvertible {
        let line: String
        let path: String
        var testDescription: String { line }
    }

    @Test(
        "Everything that Postfix accepts as a path is accepted, and kept as it came",
        arguments: [
            PathExample(line: "RCPT TO:<b@example.net>", path: "b@example.net"),
            PathExample(line: "rcpt to:<B.Case@Example.NET>", path: "B.Case@Example.NET"),
            PathExample(line: "RCPT TO: <b@example.net>", path: "b@example.net"),
            PathExample(line: "RCPT  TO :<b@example.net> ", path: "b@example.net"),
            PathExample(line: "RCPT TO:b@example.net", path: "b@example.net"),
            PathExample(line: "RCPT TO:<user@[192.0.2.1]>", path: "user@[192.0.2.1]"),
            PathExample(line: "RCPT TO:<user@[IPv6:2001:db8::1]>", path: "user@[IPv6:2001:db8::1]"),
            PathExample(line: "RCPT TO:<\"@\"@example.net>", path: "\"@\"@example.net"),
            PathExample(line: "RCPT TO:<\"a > b\"@example.net>", path: "\"a > b\"@example.net"),
            PathExample(line: "RCPT TO:<\"a\\\"> b\"@example.net>", path: "\"a\\\"> b\"@example.net"),
            PathExample(line: "RCPT TO:<a\\>b@example.net>", path: "a\\>b@example.net"),
            PathExample(line: "RCPT TO:<@a.example,@b.example:c@example.net>", path: "c@example.net"),
            PathExample(line: "RCPT TO:<@[IPv6:::1]:c@example.net>", path: "c@example.net"),
            PathExample(line: "RCPT TO:<postmaster>", path: "postmaster"),
            PathExample(line: "RCPT TO:<grüße@example.net>", path: "grüße@example.net"),
            PathExample(line: "RCPT TO:<\"\"@example.net>", path: "\"\"@example.net"),
        ])
    func paths(_ example: PathExample) throws {
        let command = try Command(line: octets(example.line))
        #expect(command == .recipient(Recipient(forwardPath: Path(example.path))))
    }

    @Test("Octets of a path that are not UTF-8 are kept")
    func eightBitPath() throws {
        let command = try Command(line: octets("MAIL FROM:<a") + [0xE4, 0xFF] + octets("@example.org>"))
        let path = Path(octets("a") + [0xE4, 0xFF] + octets("@example.org"))
        #expect(command == .mail(path, parameters: [], declaredSize: nil))
    }

    @Test("MAIL takes its parameters verbatim, in order, SIZE apart")
    func mailParameters() throws {
        let line = "mail from:<> size=12345 body=8bitmime SMTPUTF8 RET=hdrs ENVID=QQ+2B314159 AUTH=<>"
        let expected = [
            ESMTPParameter(keyword: "BODY", value: octets("8bitmime")), ESMTPParameter(keyword: "SMTPUTF8"),
            ESMTPParameter(keyword: "RET", value: octets("hdrs")),
            ESMTPParameter(keyword: "ENVID", value: octets("QQ+2B314159")),
            ESMTPParameter(keyword: "AUTH", value: octets("<>")),
        ]
        #expect(
            try Command(line: octets(line)) == .mail(Path(""), parameters: expected, declaredSize: 12345))
    }

    @Test("A size too large for a number is over every limit")
    func hugeSize() throws {
        let command = try Command(line: octets("MAIL FROM:<a@b> SIZE=99999999999999999999"))
        #expect(command == .mail(Path("a@b"), parameters: [], declaredSize: .max))
    }

    @Test("RCPT takes the DSN parameters verbatim")
    func recipientParameters() throws {
        let command = try Command(line: octets("RCPT TO:<b@c> NOTIFY=SUCCESS,Failure ORCPT=rfc822;b+2Bx@c"))
        let parameters = [
            ESMTPParameter(keyword: "NOTIFY", value: octets("SUCCESS,Failure")),
            ESMTPParameter(keyword: "ORCPT", value: octets("rfc822;b+2Bx@c")),
        ]
        #expect(command == .recipient(Recipient(forwardPath: Path("b@c"), parameters: parameters)))
    }

    @Test("A value may hold =, which the RFC has out of it, for Postfix takes it")
    func equalsInValue() throws {
        let command = try Command(line: octets("RCPT TO:<b@c> ORCPT=rfc822;x=y@c"))
        let parameters = [ESMTPParameter(keyword: "ORCPT", value: octets("rfc822;x=y@c"))]
        #expect(command == .recipient(Recipient(forwardPath: Path("b@c"), parameters: parameters)))
    }

    @Test("XFORWARD: a value of 255 octets is the longest, and no value is refused for its length")
    func longXFORWARD() throws {
        for (count, isAvailable) in [(255, true), (256, false), (4000, false)] {
            for octet in ["a", "+41"] {
                let line = "XFORWARD HELO=" + String(repeating: octet, count: count)
                guard case .xforward(let values) = try Command(line: octets(line)) else { continue }
                let letter = octet == "a" ? "a" : "A"
                let expected: String? = isAvailable ? String(repeating: letter, count: count) : nil
                #expect(values == [.helo: expected])
            }
        }
    }

    @Test("XFORWARD decodes xtext, knows [UNAVAILABLE] in any case and takes what is not encoded")
    func xforward() throws {
        let line = "XFORWARD NAME=mx.example.org ADDR=IPV6:2001:db8::1 helo=a+20b+2Bc PORT=[Unavailable] IDENT=4A+Z"
        guard case .xforward(let values) = try Command(line: octets(line)) else {
            Issue.record("not XFORWARD")
            return
        }
        #expect(
            values == [
                .name: "mx.example.org", .address: "IPV6:2001:db8::1", .helo: "a b+c", .port: String?.none,
                .ident: "4A+Z",
            ])
    }

    @Test(
        "Wrong commands are refused in amavis' codes",
        arguments: [
            ("FOO", "500 5.5.2"), ("", "500 5.5.2"), ("MAILFROM:<a>", "500 5.5.2"), ("AUTH PLAIN", "502 5.5.1"),
            ("STARTTLS", "502 5.5.1"), ("BDAT 10 LAST", "502 5.5.1"), ("EHLO", "501 5.5.4"), ("HELO  ", "501 5.5.4"),
            ("DATA now", "501 5.5.4"), ("MAIL", "501 5.5.4"), ("MAIL TO:<a@b>", "501 5.5.4"),
            ("MAIL FROM:", "501 5.1.7"), ("MAIL FROM:<a@b", "501 5.1.7"), ("MAIL FROM:<\"a@b>", "501 5.1.7"),
            ("MAIL FROM:<a@b>SIZE=1", "501 5.1.7"), ("MAIL FROM:<a\\", "501 5.1.7"),
            ("MAIL FROM:<a@b> SIZE=x", "501 5.5.4"), ("MAIL FROM:<a@b> SIZE=-1", "501 5.5.4"),
            ("MAIL FROM:<a@b> SIZE", "501 5.5.4"), ("MAIL FROM:<a@b> BODY=BINARYMIME", "501 5.5.4"),
            ("MAIL FROM:<a@b> SMTPUTF8=yes", "501 5.5.4"), ("MAIL FROM:<a@b> RET=ALL", "501 5.5.4"),
            ("MAIL FROM:<a@b> BODY=7BIT BODY=7BIT", "501 5.5.4"), ("MAIL FROM:<a@b> =x", "501 5.5.4"),
            ("MAIL FROM:<a@b> REQUIRETLS", "555 5.5.4"), ("MAIL FROM:<a@b> NOTIFY=NEVER", "555 5.5.4"),
            ("RCPT TO:<>", "501 5.1.3"), ("RCPT TO:<b@c> NOTIFY=NEVER,SUCCESS", "501 5.5.4"),
            ("RCPT TO:<b@c> NOTIFY=", "501 5.5.4"), ("RCPT TO:<b@c> ORCPT=b@c", "501 5.5.4"),
            ("RCPT TO:<b@c> ORCPT=;b@c", "501 5.5.4"), ("MAIL FROM:<a@b> ENVID=\u{7F}", "501 5.5.4"),
            ("RCPT TO:<b@c> X=1", "555 5.5.4"), ("XFORWARD", "501 5.5.4"), ("XFORWARD NAME", "501 5.5.4"),
            ("XFORWARD FOO=x", "501 5.5.4"), ("XFORWARD NAME=a+0Ab", "501 5.5.4"),
            ("XFORWARD NAME=a+00", "501 5.5.4"), ("XFORWARD HELO=a+0D", "501 5.5.4"),
            ("XFORWARD HELO=a+7F", "501 5.5.4"), ("MAIL FROM:<a\0b@c>", "500 5.5.2"),
            ("MAIL FROM:<a\rRCPT@c>", "500 5.5.2"),
        ])
    func refusals(line: String, code: String) {
        let refusal = #expect(throws: CommandRefusal.self) { try Command(line: octets(line)) }
        #expect(refusal?.reply.description.prefix(9) == code[...])
    }

    @Test("Law 7: any line is a command or a refusal", arguments: 0..<200)
    func total(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let heads = ["MAIL FROM:", "RCPT TO:", "XFORWARD ", "EHLO ", "MAIL FROM:<a@b> ", "RCPT TO:<a@b> ", ""]
        for head in heads {
            let tail = generator.mailLikeBytes(count: Int.random(in: 0..<60, using: &generator))
            do throws(CommandRefusal) {
                _ = try Command(line: octets(head) + tail)
            } catch {
                #expect(error.reply.isPermanent, "seed \(seed)")
            }
        }
    }

    @Test("xtext: what is encoded is decoded", arguments: 0..<50)
    func xtext(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let input = (0..<40).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let encoded = XText.encoded(input)
        #expect(encoded.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3D })
        #expect(XText.decoded(encoded[...]) == input)
    }
}
