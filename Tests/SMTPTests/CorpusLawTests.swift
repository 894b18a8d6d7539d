import SMTP
import TestSupport
import Testing

/// The laws of the wire over every message of the corpora, as files have them (LF) and as mail has them (CRLF).
@Suite("Laws of the wire over the corpora")
struct CorpusLawTests {
    private static let corpora = ["spamassassin", "phishing", "mime", "own"]

    private func messages(_ corpus: String) throws -> [(name: String, bytes: [UInt8])] {
        switch corpus {
        case "spamassassin": try Corpora.spamAssassin.contents()
        case "phishing": try Corpora.phishing.contents()
        case "mime": try Corpora.mime.contents()
        default: try (Corpora.own("ham") + Corpora.own("spam") + Corpora.own("broken")).contents()
        }
    }

    /// Cuts at places that a seed draws: many small segments at the start, where headers are, and large ones after.
    private func segments(_ bytes: [UInt8], seed: UInt64) -> [ArraySlice<UInt8>] {
        var generator = SeededGenerator(seed: seed)
        var segments: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let size = Int.random(in: 1...(start < 200 ? 3 : 4_000), using: &generator)
            segments.append(bytes[start..<min(start + size, bytes.count)])
            start += size
        }
        return segments
    }

    private func sent(_ content: [UInt8], seed: UInt64) -> [UInt8] {
        var encoder = DataEncoder()
        var wire: [UInt8] = []
        for segment in segments(content, seed: seed) {
            let chunk = Array(segment)
            encoder.encode(chunk.span, into: &wire)
        }
        encoder.finish(into: &wire)
        return wire
    }

    private func received(_ wire: [UInt8], seed: UInt64) -> (content: [UInt8], isFinished: Bool, rest: Int) {
        var decoder = DataDecoder()
        var content: [UInt8] = []
        var taken = 0
        for segment in segments(wire, seed: seed) {
            let chunk = Array(segment)
            taken += decoder.decode(chunk.span, into: &content)
        }
        return (content, decoder.isFinished, wire.count - taken)
    }

    @Test("Law 3, 4 and 6: every message arrives as law 4 has it, however it is cut", .enabled(if: Corpora.hasShared))
    func roundTrip() throws {
        for corpus in Self.corpora {
            for (number, (name, bytes)) in try messages(corpus).enumerated() {
                // What stands in the file goes out as it is: bare LF, bare CR and NUL are spaces on the wire.
                for (form, original) in [("LF", bytes), ("CRLF", crlf(bytes))] {
                    let wire = sent(original, seed: UInt64(number))
                    let (content, isFinished, rest) = received(wire, seed: UInt64(number) + 1)
                    let expected = underLawFour(original)
                    #expect(isFinished && rest == 0, "\(corpus)/\(name) \(form): no end, or too early")
                    let isEqual = content == expected
                    #expect(isEqual, "\(corpus)/\(name) \(form): changed on the way")
                }
            }
        }
    }

    private func crlf(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 20)
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0A, index == 0 || bytes[index - 1] != 0x0D { result.append(0x0D) }
            result.append(byte)
        }
        return result
    }

    /// Each bare CR, bare LF and NUL is a space, and the content ends with CRLF.
    private func underLawFour(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        var index = 0
        while index < result.count {
            if result[index] == 0x0D, index + 1 < result.count, result[index + 1] == 0x0A {
                index += 2
                continue
            }
            if result[index] == 0x0D || result[index] == 0x0A || result[index] == 0 { result[index] = 0x20 }
            index += 1
        }
        if !result.isEmpty, !(result.count >= 2 && result.suffix(2).elementsEqual([0x0D, 0x0A])) {
            result += [0x0D, 0x0A]
        }
        return result
    }
}
