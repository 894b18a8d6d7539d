import MailObject
import SMTP
import TestSupport
import Testing

/// No octets within a content are ever taken for its end but CRLF `.` CRLF, by us or by whoever reads what we write.
@Suite("Smuggling")
struct SmugglingTests {
    private static let alphabet: [UInt8] = [0x0D, 0x0A, 0x00, 0x2E, 0x61]
    /// What hides behind the attack: a whole second message, for who takes the attack for an end.
    private static let hidden = octets(
        "MAIL FROM:<evil@example.org>\r\nRCPT TO:<evil@example.net>\r\nDATA\r\nevil\r\n.\r\nNOOP\r\n")
    private static let envelope = "EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n"

    /// Every end of data that some server is known to have taken (CVE-2023-51764 to -51766 and those before them).
    static let known = [
        "\n.\n", "\n.\r\n", "\n.\r", "\r.\r", "\r.\n", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r\n.\0\r\n", "\r\n\0.\r\n",
        "\0\r\n.\n", "\n.\0\n", "\0\n.\n", "\n\0.\n", "\r\0.\r\0", "\r\0\n.\r\0\n", "\r\r\n.\r\r\n", "\r\r\n.\n",
        "\r\n.\r\r\n", "\n\r.\n\r", "\r\n..\r\n", "\n..\n", "\r\n. \r\n", "\r\n .\r\n", "\r\n.\t\r\n", "\n\n.\n\n",
        "\r\r.\r\r", "\u{85}.\u{85}", "\u{2028}.\u{2028}", "\u{B}.\u{B}", "\u{C}.\u{C}", "\r\n.\u{1A}", "\u{4}",
    ]

    private static func sequences(ofLength length: Int) -> [[UInt8]] {
        var all: [[UInt8]] = [[]]
        for _ in 0..<length { all = all.flatMap { head in alphabet.map { head + [$0] } } }
        return all
    }

    /// Where the data ends, by the book: behind the first CRLF `.` CRLF, the start counting as behind a CRLF.
    private static func end(of data: [UInt8]) -> Int? {
        let mark: [UInt8] = [0x0D, 0x0A, 0x2E, 0x0D, 0x0A]
        let line = [0x0D, 0x0A] + data
        for start in line.indices.dropLast(mark.count - 1) where line[start] == 0x0D {
            if line[start..<(start + mark.count)].elementsEqual(mark) { return start + mark.count - 2 }
        }
        return nil
    }

    /// The octets as one lenient reader or another may see them: CR, LF, CRLF and NUL all end a line.
    private static func loneDots(_ wire: [UInt8]) -> Int {
        wire.split(whereSeparator: { $0 == 0x0D || $0 == 0x0A || $0 == 0x00 }).count { $0.elementsEqual([0x2E]) }
    }

    private static func isClean(_ octets: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for octet in octets {
            if octet == 0x00 || (octet == 0x0A) != (previous == 0x0D) { return false }
            previous = octet
        }
        return previous != 0x0D
    }

    private static func encoded(_ content: [UInt8], cutAt cut: Int? = nil) -> [UInt8] {
        var encoder = DataEncoder()
        var wire: [UInt8] = []
        if let cut {
            encoder.encode(Array(content[..<cut]).span, into: &wire)
            encoder.encode(Array(content[cut...]).span, into: &wire)
        } else {
            encoder.encode(content.span, into: &wire)
        }
        encoder.finish(into: &wire)
        return wire
    }

    /// One end, and it is the end, for a strict reader and for the most lenient one.
    private static func hasOneEnd(_ wire: [UInt8]) -> Bool {
        isClean(wire) && end(of: wire) == wire.count && loneDots(wire) == 1
    }

    @Test("Law 4: of all sequences up to seven octets, none but CRLF . CRLF ends the data, cut at every octet")
    func exhaustiveDecoding() {
        for length in 0...7 {
            var wrong = 0
            for sequence in Self.sequences(ofLength: length) {
                let data = [0x61] + sequence + [0x61, 0x0D, 0x0A, 0x2E, 0x0D, 0x0A]
                let end = Self.end(of: data)
                var whole: [UInt8] = []
                var decoder = DataDecoder()
                let count = decoder.decode(data.span, into: &whole)
                if !decoder.isFinished || count != end || !Self.isClean(whole) { wrong += 1 }
                // Octet by octet is every cut at once: the decoder keeps its state only.
                var pieces: [UInt8] = []
                var other = DataDecoder()
                for octet in data where !other.isFinished { _ = other.decode([octet].span, into: &pieces) }
                if pieces != whole || other.replacedOctets != decoder.replacedOctets { wrong += 1 }
                if length > 4 { continue }
                for cut in 1..<data.count {
                    var halves: [UInt8] = []
                    var third = DataDecoder()
                    let first = third.decode(Array(data[..<cut]).span, into: &halves)
                    let second = third.isFinished ? 0 : third.decode(Array(data[cut...]).span, into: &halves)
                    if halves != whole || first + second != end { wrong += 1 }
                }
            }
            #expect(wrong == 0, "length \(length)")
        }
    }

    @Test("Law 4: of all sequences up to seven octets, none leaves us but as text")
    func exhaustiveEncoding() {
        for length in 0...7 {
            var wrong = 0
            for sequence in Self.sequences(ofLength: length) {
                let wire = Self.encoded(sequence)
                if !Self.hasOneEnd(wire) { wrong += 1 }
                if length > 5 { continue }
                for cut in 0...sequence.count where Self.encoded(sequence, cutAt: cut) != wire { wrong += 1 }
            }
            #expect(wrong == 0, "length \(length)")
        }
    }

    @Test("Law 4: of all sequences up to five octets, none lets a second message through the session")
    func exhaustiveSessions() throws {
        var start = ServerBench()
        start.receive(Self.envelope)
        for length in 0...5 {
            var wrong: [String] = []
            for sequence in Self.sequences(ofLength: length) {
                let attack = octets("text") + sequence
                if Self.end(of: attack) != nil { continue }
                // By the book the hidden message's own end is the first one.
                var bench = start
                bench.receive(attack + Self.hidden)
                let isOne =
                    bench.messages.count == 1
                    && bench.messages[0].admission.envelope.reversePath == Path("a@example.org")
                if !isOne || !bench.text.hasSuffix("250 2.0.0 Ok\r\n250 2.0.0 Ok NOOP\r\n") {
                    wrong.append(shown(sequence))
                    continue
                }
                if !Self.hasOneEnd(Self.encoded(bench.messages[0].content)) { wrong.append(shown(sequence)) }
            }
            #expect(wrong.isEmpty, "length \(length)")
        }
    }

    @Test("Law 4: every known end of data, cut at every octet, leaves exactly one message", arguments: known)
    func knownEnds(_ attack: String) throws {
        var start = ServerBench()
        start.receive(Self.envelope)
        for text in ["", "text", "text\r\n"] {
            let data = octets(text + attack)
            if Self.end(of: data) != nil { continue }
            let input = data + Self.hidden
            for cut in 0...input.count {
                var bench = start
                bench.receive(input[..<cut])
                bench.receive(input[cut...])
                let message = try #require(bench.messages.first)
                #expect(bench.messages.count == 1)
                #expect(message.admission.envelope.reversePath == Path("a@example.org"))
                let isSafe = Self.isClean(message.content) && Self.hasOneEnd(Self.encoded(message.content))
                #expect(isSafe, "cut \(cut): \(shown(message.content))")
            }
        }
    }

    @Test("Law 4: what one session takes in and the next writes has one MAIL, one DATA and one end", arguments: known)
    func throughBoth(_ attack: String) throws {
        var server = ServerBench()
        server.receive(octets(Self.envelope) + octets("text" + attack) + Self.hidden)
        let message = try #require(server.messages.first)
        var client = ClientBench()
        client.begin(
            try transaction(
                envelope: message.admission.envelope, forwarded: message.admission.forwarded,
                content: message.content))
        client.receive("220 x\r\n250-x\r\n250-8BITMIME\r\n250 PIPELINING\r\n250 ok\r\n250 ok\r\n")
        let commands = client.takeOutput()
        #expect(commands == "EHLO filter\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n")
        client.receive("354 go\r\n")
        let isSafe = Self.hasOneEnd(client.output)
        #expect(isSafe, "\(shown(client.output))")
    }
}
