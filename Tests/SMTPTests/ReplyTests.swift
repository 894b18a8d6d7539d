import SMTP
import TestSupport
import Testing

@Suite("Reply")
struct ReplyTests {
    static let taken = Reply(250, EnhancedCode(2, 0, 0), "taken")
    static let later = Reply(451, EnhancedCode(4, 3, 0), "later")
    static let never = Reply(554, EnhancedCode(5, 7, 0), "never")

    @Test("Law 1: one reply for all is 2yz only if nobody must try again")
    func merged() {
        #expect(Reply.merged([Self.taken]) == Self.taken)
        #expect(Reply.merged([Self.taken, Self.taken]) == Self.taken)
        #expect(Reply.merged([Self.taken, Self.later]) == Self.later)
        #expect(Reply.merged([Self.never, Self.later, Self.taken]) == Self.later)
        #expect(Reply.merged([Self.never, Self.never]) == Self.never)
        #expect(Reply.merged([]).isTransient)
        #expect(Reply.merged([Self.taken, Reply(354)]).isTransient)
    }

    @Test("Taken for some and refused for others is 250 that says so")
    func mixed() {
        let mixed = Reply.merged([Self.never, Self.taken, Self.never])
        #expect(mixed.code == 250)
        #expect(
            String(decoding: mixed.wireBytes, as: UTF8.self)
                == "250-2.0.0 taken\r\n250 2.0.0 but 2 of 3 recipients refused: 554 5.7.0 never\r\n")
    }

    @Test("Replies wrap at 512 octets and carry no control octet")
    func wire() {
        let reply = Reply(250, EnhancedCode(2, 0, 0), lines: ["a\r\nb\0ü", String(repeating: "x", count: 1200)])
        let lines = String(decoding: reply.wireBytes, as: UTF8.self).split(separator: "\r\n")
        #expect(lines.count == 4)
        #expect(lines[0] == "250-2.0.0 a??b???")
        #expect(lines.dropLast().allSatisfy { $0.hasPrefix("250-2.0.0 ") && $0.utf8.count <= 510 })
        #expect(lines[3].hasPrefix("250 2.0.0 "))
        #expect(lines[1...].map { $0.dropFirst(10).count }.reduce(0, +) == 1200)
    }
}

@Suite("ReplyParser")
struct ReplyParserTests {
    private func parse(_ segments: [ArraySlice<UInt8>]) -> [String] {
        var parser = ReplyParser()
        var seen: [String] = []
        for segment in segments {
            let array = Array(segment)
            var position = 0
            do throws(ReplyParser.Malformed) {
                while let reply = try parser.next(in: array.span, from: &position) { seen.append("\(reply)") }
            } catch {
                seen.append("malformed: \(error)")
                return seen
            }
        }
        return seen
    }

    @Test(
        "Replies are read in any split",
        arguments: [
            ("250 2.0.0 Ok: queued as 4ABC\r\n", ["250 2.0.0 Ok: queued as 4ABC"]),
            ("250\r\n", ["250 "]), ("250 \n", ["250 "]),
            ("250-a\r\n250-SIZE 1\r\n250 DSN\r\n220 x\r\n", ["250 a SIZE 1 DSN", "220 x"]),
            ("550-5.1.1 a\r\n550 5.1.1 b\r\n", ["550 5.1.1 a b"]), ("250 5.1.1 a\r\n", ["250 5.1.1 a"]),
            ("250 2.0.0\r\n", ["250 2.0.0 "]), ("354 2.0.0 go\r\n", ["354 2.0.0 go"]),
            ("451 4.3.0 a\u{1}b\u{E4}\r\n", ["451 4.3.0 a?b??"]),
            ("250-a\r\n251 b\r\n", ["malformed: reply with two codes"]),
            ("hello\r\n", ["malformed: reply without a code"]), ("199 x\r\n", ["malformed: reply without a code"]),
            ("250x\r\n", ["malformed: reply without a code"]), ("\r\n", ["malformed: reply without a code"]),
        ])
    func parses(input: String, replies: [String]) {
        for segments in cuts(of: octets(input), pairsUpTo: 60) {
            #expect(parse(segments) == replies)
        }
    }

    @Test("The enhanced code is read only where its class is the reply's")
    func enhanced() throws {
        var parser = ReplyParser()
        var position = 0
        let input = octets("250 5.1.1 a\r\n250 2.12.345 a\r\n250 2.1.1234 a\r\n")
        #expect(try parser.next(in: input.span, from: &position) == Reply(250, nil, "5.1.1 a"))
        #expect(try parser.next(in: input.span, from: &position) == Reply(250, EnhancedCode(2, 12, 345), "a"))
        #expect(try parser.next(in: input.span, from: &position) == Reply(250, nil, "2.1.1234 a"))
    }

    @Test("Law 7: endless lines and endless replies are malformed")
    func bounded() {
        #expect(parse([[UInt8](repeating: 0x32, count: 5000)[...]]) == ["malformed: reply line too long"])
        let many = octets(String(repeating: "250-x\r\n", count: 300))
        #expect(parse([many[...]]) == ["malformed: reply of too many lines"])
    }

    @Test("Laws 6 and 7: seeded garbage parses the same however it is cut", arguments: 0..<200)
    func garbage(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var input: [UInt8] = []
        for _ in 0..<6 {
            input += octets(
                ["250 ", "250-", "554 5.7.1 ", "\r\n", "2", "421 4.3.2"].randomElement(using: &generator) ?? "")
            input += generator.mailLikeBytes(count: Int.random(in: 0..<10, using: &generator))
            input += octets("\r\n")
        }
        let whole = parse([input[...]])
        for segments in cuts(of: input, pairsUpTo: 0) { #expect(parse(segments) == whole, "seed \(seed)") }
    }
}
