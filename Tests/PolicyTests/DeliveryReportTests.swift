import MIME
import MailObject
import TestSupport
import Testing

@testable import Policy

@Suite("Delivery report")
struct DeliveryReportTests {
    private static func parameter(_ keyword: String, _ value: String) -> ESMTPParameter {
        ESMTPParameter(keyword: keyword, value: Array(value.utf8))
    }

    private static func report(
        sender: Path = Path("s@example.com"), mailParameters: [ESMTPParameter] = [],
        refusals: [DeliveryReport.Refusal], header: [UInt8] = Array("Subject: x\r\nFrom: s@example.com\r\n".utf8),
        hostname: String = "mx.example.org", product: String = "tamis", date: String = "Tue, 14 Nov 2023 10:20:30 +0100"
    ) -> DeliveryReport {
        DeliveryReport(
            id: MailID(), hostname: hostname, product: product,
            envelope: Envelope(
                reversePath: sender, mailParameters: mailParameters, recipients: refusals.map(\.recipient)),
            refusals: refusals, header: header, date: date, arrivalDate: "Tue, 14 Nov 2023 10:20:29 +0100")
    }

    private static let refusal = DeliveryReport.Refusal(
        recipient: Recipient(
            forwardPath: Path("r@example.org"), parameters: [parameter("ORCPT", "rfc822;R+2Bx@example.org")]),
        status: "5.1.1", diagnostic: "550 5.1.1 <r@example.org>: Recipient address rejected: User unknown")

    private static func bodies(_ report: DeliveryReport) -> [String] {
        let bytes = report.content
        let message = MessageParser.parse(bytes.span)
        return message.parts.filter { !$0.isContainer }.map { part in
            String(decoding: bytes[part.body], as: UTF8.self)
        }
    }

    @Test("It says what happened, for people and for programs")
    func whole() throws {
        let report = Self.report(
            mailParameters: [Self.parameter("ENVID", "q+2B1"), Self.parameter("RET", "FULL")], refusals: [Self.refusal])
        let text = String(decoding: report.content, as: UTF8.self)
        let id = try #require(text.firstMatch(of: /Message-ID: <([^.]+)\.report@mx\.example\.org>\r\n/)?.1)
        #expect(
            text == """
                From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\r
                To: <s@example.com>\r
                Subject: Undelivered Mail Returned to Sender\r
                Date: Tue, 14 Nov 2023 10:20:30 +0100\r
                Message-ID: <\(id).report@mx.example.org>\r
                Auto-Submitted: auto-replied\r
                MIME-Version: 1.0\r
                Content-Type: multipart/report; report-type=delivery-status;\r
                 boundary="tamis-report-\(id)"\r
                \r
                This is a report in MIME format.\r
                \r
                --tamis-report-\(id)\r
                Content-Description: Notification\r
                Content-Type: text/plain; charset=utf-8\r
                \r
                This is tamis, the mail filter of mx.example.org.\r
                \r
                Your message could not be delivered to the recipients below. For any others it\r
                was accepted.\r
                \r
                <r@example.org>:\r
                    550 5.1.1 <r@example.org>: Recipient address rejected:\r
                    User unknown\r
                \r
                --tamis-report-\(id)\r
                Content-Description: Delivery report\r
                Content-Type: message/delivery-status\r
                \r
                Reporting-MTA: dns; mx.example.org\r
                Original-Envelope-Id: q+1\r
                Arrival-Date: Tue, 14 Nov 2023 10:20:29 +0100\r
                \r
                Original-Recipient: rfc822; R+x@example.org\r
                Final-Recipient: rfc822; r@example.org\r
                Action: failed\r
                Status: 5.1.1\r
                Diagnostic-Code: smtp; 550 5.1.1 <r@example.org>: Recipient address rejected:\r
                 User unknown\r
                \r
                --tamis-report-\(id)\r
                Content-Description: Header of the undelivered message\r
                Content-Type: text/rfc822-headers\r
                \r
                Subject: x\r
                From: s@example.com\r
                --tamis-report-\(id)--\r

                """)
        #expect(report.envelope.reversePath.isNull)
        #expect(report.envelope.recipients == [Recipient(forwardPath: Path("s@example.com"))])
        #expect(report.envelope.mailParameters.isEmpty)
    }

    @Test("Our own parser reads it back, one group of fields for each recipient")
    func readBack() {
        let refusals = (0..<50).map { number in
            DeliveryReport.Refusal(
                recipient: Recipient(forwardPath: Path("r\(number)@example.org")), status: "5.7.\(number)",
                diagnostic: "550 no \(number)")
        }
        let report = Self.report(refusals: refusals)
        let message = MessageParser.parse(report.content.span)
        #expect(message.defects.isEmpty)
        #expect(message.parts.map(\.depth).filter { $0 == 1 }.count == 3)
        let bodies = Self.bodies(report)
        let groups = bodies[1].split(separator: "\r\n\r\n")
        #expect(groups.count == 51)
        for (number, group) in groups.dropFirst().enumerated() {
            #expect(group.contains("Final-Recipient: rfc822; r\(number)@example.org\r\n"))
            #expect(group.contains("Status: 5.7.\(number)\r\n"))
        }
    }

    @Test(
        "What is no permanent status is 5.0.0",
        arguments: [
            ("5.1.1", "5.1.1"), ("5.999.999", "5.999.999"), ("4.1.1", "5.0.0"), ("2.0.0", "5.0.0"), ("", "5.0.0"),
            ("5.1", "5.0.0"), ("5.1.1.1", "5.0.0"), ("5.1.1000", "5.0.0"), ("5.1.x", "5.0.0"),
            ("5.1.1\r\nX: y", "5.0.0"), ("5..1", "5.0.0"), ("55.1.1", "5.0.0"),
        ])
    func status(_ given: String, _ written: String) {
        let report = Self.report(refusals: [
            .init(recipient: Recipient(forwardPath: Path("r@example.org")), status: given, diagnostic: "550 no")
        ])
        #expect(Self.bodies(report)[1].contains("\r\nStatus: \(written)\r\n"))
    }

    @Test(
        "ORCPT is written decoded, of any type, or not at all",
        arguments: [
            ("rfc822;a+3Db@example.org", "rfc822; a=b@example.org"),
            ("x400;/c=de+20x", "x400; /c=de x"), ("rfc822;a+0D+0AX:+20y", "rfc822; a??X: y"),
            ("utf-8;us\\x{E9}r@example.org", "utf-8; us\\x{E9}r@example.org"),
            ("utf-8;usér@example.org", "utf-8; us\\x{E9}r@example.org"), ("rfc822", nil), (";x", nil), ("rfc822;", nil),
            ("a b;c", nil),
        ] as [(String, String?)])
    func originalRecipient(_ value: String, _ written: String?) {
        let recipient = Recipient(forwardPath: Path("r@example.org"), parameters: [Self.parameter("ORCPT", value)])
        let body = Self.bodies(
            Self.report(refusals: [.init(recipient: recipient, status: "5.1.1", diagnostic: "550 no")]))[1]
        #expect(body.contains("Original-Recipient") == (written != nil))
        if let written { #expect(body.contains("\r\nOriginal-Recipient: \(written)\r\n")) }
    }

    @Test("UTF-8 addresses stand as they are for people and in seven bits for programs")
    func internationalized() {
        let refusal = DeliveryReport.Refusal(
            recipient: Recipient(forwardPath: Path("ü+x@bücher.example")), status: "5.1.1", diagnostic: "550 nön")
        let report = Self.report(
            sender: Path("é@example.com"), mailParameters: [ESMTPParameter(keyword: "SMTPUTF8")], refusals: [refusal])
        let text = String(decoding: report.content, as: UTF8.self)
        #expect(text.contains("\r\nTo: <é@example.com>\r\n"))
        #expect(text.contains("\r\nContent-Transfer-Encoding: 8bit\r\n"))
        let bodies = Self.bodies(report)
        #expect(bodies[0].contains("<ü+x@bücher.example>:"))
        #expect(bodies[1].contains(#"Final-Recipient: utf-8; \x{FC}\x{2B}x@b\x{FC}cher.example"#))
        #expect(bodies[1].utf8.allSatisfy { $0 < 0x80 })
        #expect(
            report.envelope.mailParameters == [
                Self.parameter("BODY", "8BITMIME"), ESMTPParameter(keyword: "SMTPUTF8"),
            ])
        // Without the extension the header of the report stays ASCII.
        let plain = Self.report(sender: Path("é@example.com"), refusals: [Self.refusal])
        #expect(String(decoding: plain.content, as: UTF8.self).contains("\r\nTo: <??@example.com>\r\n"))
        #expect(plain.envelope.mailParameters.isEmpty)
        #expect(plain.envelope.recipients == [Recipient(forwardPath: Path("é@example.com"))])
    }

    @Test("A header with eight bits makes its part and the report 8bit")
    func eightBit() {
        let report = Self.report(refusals: [Self.refusal], header: Array("Subject: \u{E9}\r\n".utf8))
        let text = String(decoding: report.content, as: UTF8.self)
        #expect(text.contains("text/rfc822-headers\r\nContent-Transfer-Encoding: 8bit\r\n"))
        #expect(report.envelope.mailParameters == [Self.parameter("BODY", "8BITMIME")])
    }

    @Test(
        "The header is copied up to its end, in lines that mail allows",
        arguments: [
            ("", ""), ("A: b", "A: b\r\n"), ("A: b\r\n\r\nbody\r\n", "A: b\r\n"), ("A: b\n\nbody", "A: b\r\n"),
            ("A: b\rc\u{0}d\r\n", "A: b c d\r\n"), ("--x: y\r\n", " --x: y\r\n"), ("\r\nbody", ""),
            ("A: b\r\n --x\r\n", "A: b\r\n --x\r\n"), ("A: b\r\r\n\r\n", "A: b \r\n"),
        ])
    func headerCopy(_ header: String, _ copy: String) {
        #expect(String(decoding: HeaderCopy.of(Array(header.utf8), limit: 1_000), as: UTF8.self) == copy)
    }

    @Test("A long line is folded, a long header cut after a whole line")
    func long() {
        let line = Array(repeating: UInt8(ascii: "x"), count: 5_000)
        let copy = HeaderCopy.of(line, limit: 64 << 10)
        let lines = String(decoding: copy, as: UTF8.self).split(separator: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= HeaderCopy.maximumLineBytes })
        #expect(lines.map { $0.trimmingPrefix(" ") }.joined().utf8.count == 5_000)
        let many = Array(repeatElement("Received: from a by b\r\n", count: 10_000).joined().utf8)
        let cut = HeaderCopy.of(many, limit: 64 << 10)
        #expect(cut.count <= 64 << 10 && cut.count > 65_000)
        #expect(cut.suffix(24) == Array("\nReceived: from a by b\r\n".utf8)[...])
        #expect(HeaderCopy.of(Array(repeating: 0x61, count: 1 << 20), limit: 64 << 10).count < 66_000)
    }

    /// Whatever comes from outside: the report is of its three parts, its lines are short, and no field of it is
    /// anybody else's.
    @Test("Nothing from outside can add a line, a field or a part", arguments: 0..<150)
    func junk(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func bytes(_ most: Int) -> [UInt8] {
            generator.mailLikeBytes(count: Int.random(in: 0...most, using: &generator))
        }
        func text(_ most: Int) -> String { String(decoding: bytes(most), as: UTF8.self) }
        func address() -> Path {
            Int.random(in: 0..<4, using: &generator) == 0
                ? Path(String(repeating: "\u{10FFFF}", count: 400) + text(100)) : Path(bytes(2_000))
        }
        let refusals = (0..<Int.random(in: 1...20, using: &generator)).map { _ in
            DeliveryReport.Refusal(
                recipient: Recipient(
                    forwardPath: address(),
                    parameters: [
                        ESMTPParameter(keyword: "ORCPT", value: Array("rfc822;".utf8) + bytes(1_000)),
                        ESMTPParameter(keyword: "NOTIFY", value: bytes(10)),
                    ]), status: text(10), diagnostic: text(3_000))
        }
        let report = Self.report(
            sender: address(),
            mailParameters: [
                ESMTPParameter(keyword: "ENVID", value: bytes(500)), ESMTPParameter(keyword: "SMTPUTF8"),
            ], refusals: refusals, header: bytes(100_000), hostname: text(300), product: text(100), date: text(200))
        let content = report.content
        var start = 0
        while start < content.count {
            let end = try #require(content[start...].firstIndex(of: 0x0A))
            #expect(end > start && content[end - 1] == 0x0D && end - 1 - start <= 998)
            #expect(!content[start..<(end - 1)].contains { $0 == 0x0D || $0 == 0x00 })
            start = end + 1
        }
        let message = MessageParser.parse(content.span)
        #expect(message.parts.map(\.parent).filter { $0 == 0 }.count == 3)
        var names: [String] = []
        HeaderFields.scan(content.span) { names.append($0.lowercasedName(in: content.span)) }
        #expect(
            names.filter { $0 != "content-transfer-encoding" } == [
                "from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type",
            ])
        let status = Array(content[message.parts[2].body])
        #expect(status.allSatisfy { $0 < 0x80 })
        let allowed: Set = [
            "Reporting-MTA", "Original-Envelope-Id", "Arrival-Date", "Original-Recipient", "Final-Recipient", "Action",
            "Status", "Diagnostic-Code",
        ]
        let lines = String(decoding: status, as: UTF8.self).split(separator: "\r\n")
        for line in lines where !line.hasPrefix(" ") {
            #expect(allowed.contains(String(line.prefix { $0 != ":" })))
        }
        #expect(lines.count { $0 == "Action: failed" } == refusals.count)
        #expect(lines.count { $0.hasPrefix("Final-Recipient: ") } == refusals.count)
    }

    // MARK: - Whom to tell

    private static func verdict(score: Double = 0, viruses: [String] = [], isLoop: Bool = false) -> Verdict {
        Verdict(
            category: .clean, disposition: .pass, quarantines: false, symbols: [], score: score, tag2Level: 5,
            viruses: viruses, banned: [], reason: "", note: "", isLoop: isLoop, edits: HeaderEdits())
    }

    @Test(
        "NOTIFY decides whether the sender hears of a failure",
        arguments: [
            (nil, true), ("FAILURE", true), ("SUCCESS,FAILURE", true), ("delay,failure", true), ("NEVER", false),
            ("SUCCESS", false), ("DELAY", false), ("SUCCESS,DELAY", false), ("", false), ("FAILURES", false),
        ] as [(String?, Bool)])
    func notify(_ value: String?, _ isTold: Bool) {
        let recipient = Recipient(
            forwardPath: Path("r@example.org"), parameters: value.map { [Self.parameter("NOTIFY", $0)] } ?? [])
        let envelope = Envelope(reversePath: Path("s@example.com"), recipients: [recipient])
        let told = DeliveryReport.positionsToTell(of: [0], envelope: envelope, header: [], verdicts: [Self.verdict()])
        #expect(told == (isTold ? [0] : []))
    }

    @Test("Law 11: nobody hears of spam, of viruses, of loops, or as the null sender")
    func backscatter() {
        let recipients = (0..<5).map { Recipient(forwardPath: Path("r\($0)@example.org")) }
        let verdicts = [
            Self.verdict(), Self.verdict(score: 5), Self.verdict(viruses: ["Eicar"]), Self.verdict(isLoop: true),
            Self.verdict(score: 4.9),
        ]
        let envelope = Envelope(reversePath: Path("s@example.com"), recipients: recipients)
        #expect(
            DeliveryReport.positionsToTell(of: [0, 1, 2, 3, 4], envelope: envelope, header: [], verdicts: verdicts) == [
                0, 4,
            ])
        #expect(
            DeliveryReport.positionsToTell(of: [4, 9, -1], envelope: envelope, header: [], verdicts: verdicts) == [4])
        let bounce = Envelope(reversePath: Path(""), recipients: recipients)
        #expect(DeliveryReport.positionsToTell(of: [0, 4], envelope: bounce, header: [], verdicts: verdicts).isEmpty)
    }

    @Test("Law 11: nobody is told of mail that a program or a mailing list sent")
    func automatic() throws {
        let envelope = Envelope(
            reversePath: Path("s@example.com"), recipients: [Recipient(forwardPath: Path("a@example.org"))])
        for (header, isTold) in [
            ("Auto-Submitted: auto-replied\r\n", false), ("auto-submitted:\r\n AUTO-generated; x=y\r\n", false),
            ("Auto-Submitted: no\r\n", true), ("Precedence: bulk\r\n", false), ("Precedence: List\r\n", false),
            ("Precedence: first-class\r\n", true), ("List-Id: <x.example.org>\r\n", false),
            ("Subject: x\r\n\r\nList-Id: <x.example.org>\r\n", true), ("", true),
        ] {
            let told = DeliveryReport.positionsToTell(
                of: [0], envelope: envelope, header: Array(header.utf8), verdicts: [Self.verdict()])
            #expect(told == (isTold ? [0] : []), "\(header)")
        }
    }
}
