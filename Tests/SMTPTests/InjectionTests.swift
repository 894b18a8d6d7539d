import MailObject
import SMTP
import TestSupport
import Testing

/// What stands in an envelope or in XFORWARD stays within its line, on its way through both sessions.
@Suite("Injection")
struct InjectionTests {
    private static let nextHop =
        "220 x\r\n250-x\r\n250-PIPELINING\r\n250-SIZE\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250-AUTH PLAIN\r\n"
        + "250 XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT\r\n"

    /// Where the octets are put, between the two halves.
    private static let places: [(before: String, after: String)] = [
        ("MAIL FROM:<a", "b@example.org>"), ("MAIL FROM:<\"a", "b\"@example.org>"), ("MAIL FROM:a", "b@example.org"),
        ("MAIL FROM:<a@example.org> ENVID=a", "b"), ("MAIL FROM:<a@example.org> AUTH=a", "b"),
        ("MAIL FROM:<a@example.org> BODY=", "8BITMIME"), ("MAIL FROM:<a@example.org> RET=FULL", ""),
        ("MAIL FROM:<a@example.org> SMTPUTF8", ""), ("MAIL FROM:<a@example.org> SIZE=1", "2"),
        ("RCPT TO:<a", "b@example.net>"), ("RCPT TO:<\"a\\", "b\"@example.net>"), ("RCPT TO:<@a", ":b@example.net>"),
        ("RCPT TO:<b@example.net> ORCPT=rfc822;a", "b"), ("RCPT TO:<b@example.net> NOTIFY=NEVER", ""),
        ("XFORWARD NAME=a", "b"), ("XFORWARD ADDR=", " IDENT=4ABC"), ("XFORWARD HELO=a", "b"),
        ("XFORWARD IDENT=4", "A SOURCE=REMOTE"), ("EHLO a", "b"),
    ]

    /// What the next hop is sent for a message whose envelope came with these octets in it; nil if it was refused.
    private func sent(_ insert: [UInt8], _ place: (before: String, after: String)) throws -> [UInt8]? {
        let line = octets(place.before) + insert + octets(place.after + "\r\n")
        var server = ServerBench()
        server.receive(place.before.hasPrefix("EHLO") ? line : octets("EHLO x\r\n"))
        if place.before.hasPrefix("XFORWARD") { server.receive(line) }
        server.receive(place.before.hasPrefix("MAIL") ? line : octets("MAIL FROM:<a@example.org>\r\n"))
        if place.before.hasPrefix("RCPT") { server.receive(line) }
        server.receive("RCPT TO:<c@example.net>\r\nDATA\r\nx\r\n.\r\n")
        // No line of a reply is cut by what it quotes.
        for reply in server.output.split(separator: 0x0A) {
            let code = reply.prefix(3)
            let isReply =
                code.count == 3 && code.allSatisfy { (0x30...0x39).contains($0) } && reply.last == 0x0D
                && reply.dropLast().allSatisfy { (0x20..<0x7F).contains($0) }
            #expect(isReply, "\(shown(line)): \(shown(reply))")
        }
        guard let message = server.messages.first else { return nil }
        var client = ClientBench()
        client.begin(
            try transaction(
                envelope: message.admission.envelope, forwarded: message.admission.forwarded,
                content: message.content))
        client.receive(Self.nextHop)
        return client.output
    }

    /// EHLO, XFORWARD lines, MAIL, RCPT lines, DATA, each with its own CRLF and no other CR, LF or NUL.
    private func expectOrder(_ wire: [UInt8], _ what: String) {
        let lines = wire.split(separator: 0x0A, omittingEmptySubsequences: false)
        let isCut = lines.dropLast().allSatisfy { $0.last == 0x0D && !$0.dropLast().contains { $0 == 0x0D || $0 == 0 } }
        #expect(isCut && lines.last?.isEmpty == true, "\(what): \(shown(wire))")
        let verbs = lines.dropLast().map { String(decoding: $0.prefix { $0 > 0x20 }, as: UTF8.self) }
        let order = ["EHLO", "XFORWARD", "MAIL", "RCPT", "DATA"]
        let places = verbs.compactMap { order.firstIndex(of: $0) }
        let isOrdered =
            places.count == verbs.count && places == places.sorted() && verbs.count { $0 == "MAIL" } == 1
            && verbs.count { $0 == "EHLO" } == 1 && verbs.count { $0 == "DATA" } <= 1
            && (1...2).contains(verbs.count { $0 == "RCPT" })
        #expect(isOrdered, "\(what): \(shown(wire))")
    }

    @Test("Law 4: no octet and no encoded octet of an envelope or of XFORWARD begins a line, here or at the next hop")
    func everyOctet() throws {
        var passed = 0
        for place in Self.places {
            for octet in UInt8.min...UInt8.max {
                for insert in [[octet], XText.encoded([octet]), [0x2B] + octets(String(octet, radix: 16))] {
                    guard let wire = try sent(insert, place) else { continue }
                    passed += 1
                    expectOrder(wire, "\(place.before)\(shown(insert))\(place.after)")
                }
            }
        }
        #expect(passed > 5_000)
    }

    @Test("Law 4: no two octets do, nor a command hidden behind them")
    func everyPair() throws {
        let strays: [UInt8] = [
            0x00, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B, 0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x7F, 0x85, 0xFF,
        ]
        for place in Self.places {
            for first in strays {
                for second in strays {
                    for insert in [[first, second], XText.encoded([first, second])] {
                        guard let wire = try sent(insert + octets("QUIT"), place) else { continue }
                        expectOrder(wire, "\(place.before)\(shown(insert))\(place.after)")
                        let isHidden = !wire.split(separator: 0x0A).contains { $0.starts(with: octets("QUIT")) }
                        #expect(isHidden, "\(place.before)\(shown(insert))\(place.after)")
                    }
                }
            }
        }
    }

    @Test("XFORWARD refuses CR, LF and NUL in xtext, in any case of the digits")
    func encodedLineEnds() {
        for value in ["+0D", "+0A", "+0d", "+0a", "+00", "a+0D+0ARCPT+20TO:<x@y>", "+0D+0A.+0D+0A", "+7F", "+1B[2J"] {
            for attribute in XFORWARDAttribute.allCases {
                var bench = ServerBench()
                bench.receive("EHLO x\r\nXFORWARD \(attribute.rawValue)=\(value)\r\n")
                #expect(bench.codes.last == "501")
                bench.receive("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n.\r\n")
                #expect(bench.messages.map(\.admission.forwarded) == [[:]])
            }
        }
    }

    @Test("What is made elsewhere than in a session cannot inject lines either")
    func madeElsewhere() throws {
        let evil = "x\r\nRCPT TO:<evil@example.net>\r\nDATA\r\n.\r\n\0\n"
        var client = ClientBench()
        client.begin(
            try transaction(
                from: evil, to: [evil, "\r\n"],
                mailParameters: [ESMTPParameter(keyword: "ENVID", value: octets(evil))],
                recipientParameters: [ESMTPParameter(keyword: "ORCPT", value: octets(evil))],
                forwarded: Dictionary(uniqueKeysWithValues: XFORWARDAttribute.allCases.map { ($0, evil) })))
        client.receive(Self.nextHop)
        expectOrder(client.output, "made elsewhere")
    }

    @Test("Values as long as a line allows stay one line each")
    func longValues() throws {
        for place in Self.places {
            for count in [255, 256, 510, 2_000, 15_000, 17_000] {
                guard let wire = try sent([UInt8](repeating: 0x61, count: count), place) else { continue }
                expectOrder(wire, "\(place.before)…\(count)")
            }
        }
    }
}
