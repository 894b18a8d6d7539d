import MailObject
import SMTP
import TestSupport
import Testing

/// Decodes in segments; what follows the end is given back.
private func decode(_ segments: [ArraySlice<UInt8>]) -> (content: [UInt8], replaced: Int, rest: [UInt8], ended: Bool) {
    var decoder = DataDecoder()
    var content: [UInt8] = []
    var rest: [UInt8] = []
    for segment in segments {
        let array = Array(segment)
        if decoder.isFinished {
            rest += array
            continue
        }
        let count = decoder.decode(array.span, into: &content)
        rest += array[count...]
    }
    return (content, decoder.replacedOctets, rest, decoder.isFinished)
}

/// The same by the book, one octet at a time over the whole input: what the fast decoder is held against.
private func decodeByTheBook(_ input: [UInt8]) -> (content: [UInt8], replaced: Int, rest: [UInt8], ended: Bool) {
    var content: [UInt8] = []
    var replaced = 0
    var position = 0
    var isLineStart = true
    while position < input.count {
        if isLineStart, input[position] == 0x2E {
            if input.dropFirst(position + 1).starts(with: [0x0D, 0x0A]) {
                return (content, replaced, Array(input[(position + 3)...]), true)
            }
            position += 1
            isLineStart = false
            continue
        }
        if input[position...].starts(with: [0x0D, 0x0A]) {
            content += [0x0D, 0x0A]
            position += 2
            isLineStart = true
            continue
        }
        isLineStart = false
        switch input[position] {
        case 0x0D, 0x0A, 0x00:
            content.append(0x20)
            replaced += 1
        default: content.append(input[position])
        }
        position += 1
    }
    return (content, replaced, [], false)
}

private func hasBareOctets(_ content: [UInt8]) -> Bool {
    content.indices.contains { index in
        switch content[index] {
        case 0x00: true
        case 0x0D: index + 1 == content.count || content[index + 1] != 0x0A
        case 0x0A: index == 0 || content[index - 1] != 0x0D
        default: false
        }
    }
}

@Suite("DataDecoder")
struct DataDecoderTests {
    struct Example: CustomTestStringConvertible {
        let input: String
        let content: String
        var replaced = 0
        var testDescription: String { shown(octets(input)) }
    }

    @Test(
        "Law 4: only CRLF . CRLF ends data, and strays become one space each",
        arguments: [
            Example(input: ".\r\n", content: ""),
            Example(input: "a\r\n.\r\n", content: "a\r\n"),
            Example(input: "\r\n\r\n.\r\n", content: "\r\n\r\n"),
            Example(input: "..\r\n.\r\n", content: ".\r\n"),
            Example(input: "...x\r\n.\r\n", content: "..x\r\n"),
            Example(input: ".x\r\n.\r\n", content: "x\r\n"),
            Example(input: "a.\r\n.\r\n", content: "a.\r\n"),
            Example(input: "a\n.\r\nb\r\n.\r\n", content: "a .\r\nb\r\n", replaced: 1),
            Example(input: "a\r.\r\nb\r\n.\r\n", content: "a .\r\nb\r\n", replaced: 1),
            Example(input: "a\r\n.\nb\r\n.\r\n", content: "a\r\n b\r\n", replaced: 1),
            Example(input: "a\r\n.\rb\r\n.\r\n", content: "a\r\n b\r\n", replaced: 1),
            Example(input: "a\r\n.\r\r\nb\r\n.\r\n", content: "a\r\n \r\nb\r\n", replaced: 1),
            Example(input: "a\r\r\n.\r\n", content: "a \r\n", replaced: 1),
            Example(input: "a\n\r\n.\r\n", content: "a \r\n", replaced: 1),
            Example(input: "\0.\r\n.\r\n", content: " .\r\n", replaced: 1),
            Example(input: "a\r\n\0.\r\n.\r\n", content: "a\r\n .\r\n", replaced: 1),
            Example(input: "a\r\n.\0\r\n.\r\n", content: "a\r\n \r\n", replaced: 1),
            Example(input: "\n.\n\r.\r\r\n.\r\n", content: " .  . \r\n", replaced: 4),
        ])
    func decodes(_ example: Example) {
        let input = octets(example.input)
        for segments in cuts(of: input + octets("QUIT\r\n")) {
            let result = decode(segments)
            #expect(shown(result.content) == shown(octets(example.content)))
            #expect(result.replaced == example.replaced)
            #expect(shown(result.rest) == "QUIT\\r\\n")
            #expect(result.ended)
        }
    }

    @Test("Law 4: no mixture of CR, LF and NUL around a dot smuggles a second message in")
    func smuggling() {
        let strays: [[UInt8]] = [[], [0x0D], [0x0A], [0x00], [0x0D, 0x0A]]
        var endings: [[UInt8]] = [[]]
        for _ in 0..<3 { endings = endings.flatMap { head in strays.map { head + $0 } } }
        let endOfData: [UInt8] = [0x0D, 0x0A]
        for before in Set(endings) {
            for after in Set(endings) {
                let attack = before + [0x2E] + after
                let smuggled = octets("MAIL FROM:<x@y>\r\n")
                let input = octets("text") + attack + smuggled + octets("\r\n.\r\n")
                let isRealEnd = before.suffix(2) == endOfData[...] && after.prefix(2) == endOfData[...]
                let whole = decode([input[...]])
                #expect(whole.ended)
                #expect(!hasBareOctets(whole.content))
                #expect(whole.rest.isEmpty == !isRealEnd, "\(shown(input))")
                for cut in 0...input.count {
                    let result = decode([input[..<cut], input[cut...]])
                    #expect(result == whole, "cut \(cut) of \(shown(input))")
                }
            }
        }
    }

    @Test("Law 6: seeded mail-like octets decode as the book says, however they are cut", arguments: 0..<300)
    func property(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let length = Int.random(in: 0..<400, using: &generator)
        let input = generator.mailLikeBytes(count: length)
        let expected = decodeByTheBook(input)
        for _ in 0..<20 {
            var segments: [ArraySlice<UInt8>] = []
            var start = 0
            while start < input.count {
                let end = min(input.count, start + Int.random(in: 1...40, using: &generator))
                segments.append(input[start..<end])
                start = end
            }
            let result = decode(segments)
            #expect(result.ended == expected.ended, "seed \(seed)")
            #expect(result.rest == expected.rest, "seed \(seed)")
            // Without an end the decoder may hold a CR back that may yet be half of a CRLF.
            if result.ended {
                #expect(result.content == expected.content, "seed \(seed)")
                #expect(result.replaced == expected.replaced, "seed \(seed)")
            } else {
                #expect(expected.content.starts(with: result.content), "seed \(seed)")
                #expect(expected.content.count - result.content.count <= 1, "seed \(seed)")
            }
            #expect(!hasBareOctets(result.content), "seed \(seed)")
        }
    }

    @Test("Law 3: what the encoder writes, the decoder reads back", arguments: 0..<300)
    func roundTrip(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed) &+ 1000)
        let count = Int.random(in: 0..<500, using: &generator)
        let noise = generator.mailLikeBytes(count: count)
        // A content under law 4: whatever there is, decoded.
        let content = decode([(noise + octets("\r\n.\r\n"))[...]]).content
        var encoder = DataEncoder()
        var wire: [UInt8] = []
        var start = 0
        while start < content.count {
            let end = min(content.count, start + Int.random(in: 1...60, using: &generator))
            encoder.encode(Array(content[start..<end]).span, into: &wire)
            start = end
        }
        encoder.finish(into: &wire)
        let back = decode([wire[...]])
        #expect(back.ended)
        #expect(back.rest.isEmpty)
        #expect(back.replaced == 0)
        #expect(back.content == content, "seed \(seed)")
    }
}

@Suite("DataEncoder")
struct DataEncoderTests {
    @Test(
        "Dots are doubled, the end is added, strays become spaces",
        arguments: [
            ("", ".\r\n"), ("a", "a\r\n.\r\n"), ("a\r\n", "a\r\n.\r\n"), (".", "..\r\n.\r\n"),
            (".\r\n", "..\r\n.\r\n"), ("a\r\n.\r\n.b\r\n", "a\r\n..\r\n..b\r\n.\r\n"), ("a.b\r\n", "a.b\r\n.\r\n"),
            ("a\n.\r\nMAIL\r\n", "a .\r\nMAIL\r\n.\r\n"), ("a\r.\r\nb", "a .\r\nb\r\n.\r\n"),
            ("a\r", "a \r\n.\r\n"), ("\0.\r\n", " .\r\n.\r\n"), ("a\r\r\n", "a \r\n.\r\n"),
        ])
    func encodes(content: String, wire: String) {
        for segments in cuts(of: octets(content)) {
            var encoder = DataEncoder()
            var output: [UInt8] = []
            for segment in segments { encoder.encode(Array(segment).span, into: &output) }
            encoder.finish(into: &output)
            #expect(shown(output) == shown(octets(wire)))
        }
    }

    @Test("Law 4: whatever octets it is handed, one end comes out, at the end", arguments: 0..<300)
    func property(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed) &+ 2000)
        let count = Int.random(in: 0..<500, using: &generator)
        let input = generator.mailLikeBytes(count: count)
        var wires: Set<[UInt8]> = []
        for step in [1, 7, 64, 501] {
            var encoder = DataEncoder()
            var wire: [UInt8] = []
            for start in stride(from: 0, to: input.count, by: step) {
                encoder.encode(Array(input[start..<min(input.count, start + step)]).span, into: &wire)
            }
            encoder.finish(into: &wire)
            wires.insert(wire)
            let back = decodeByTheBook(wire)
            #expect(back.ended && back.rest.isEmpty && back.replaced == 0, "seed \(seed)")
            #expect(!hasBareOctets(wire), "seed \(seed)")
        }
        #expect(wires.count == 1, "seed \(seed)")
    }
}
