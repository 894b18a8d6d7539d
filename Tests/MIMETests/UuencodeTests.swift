import TestSupport
import Testing

@testable import MIME

@Suite("x-uuencode, the encoding of bodies")
struct UuencodeTests {
    private func decode(_ text: String, limit: Int = .max) -> (String, [Defect]) {
        let (bytes, defects) = Uuencode.decode(Array(text.utf8).span, limit: limit)
        let crlf = Uuencode.decode(Array(text.utf8).withCRLF.span, limit: limit)
        // What is taken as it is keeps its line ends.
        #expect(crlf.bytes.filter { $0 != 0x0D } == bytes, "\(text.debugDescription)")
        #expect(crlf.defects == defects, "\(text.debugDescription)")
        return (String(decoding: bytes, as: UTF8.self), defects.sorted)
    }

    @Test("Decoding undoes encoding, with LF and with CRLF", arguments: [EncodedForm.uuencode, .uuencodeWithSpaces])
    func identity(_ form: EncodedForm) {
        for count in [0, 1, 2, 3, 44, 45, 46, 1_000] {
            let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            for bytes in [form.lines(content), form.lines(content).withCRLF] {
                let (decoded, defects) = Uuencode.decode(bytes.span)
                #expect(decoded == content && defects.isEmpty, "\(count)")
            }
        }
    }

    @Test("The body is the first file in it, what stands around is dropped")
    func first() {
        #expect(decode("begin 644 a\n%2&5L;&\\`\n`\nend\n") == ("Hello", []))
        #expect(decode("See below.\n\nbegin 644 a\n%2&5L;&\\`\n`\nend\nbegin 644 b\n#0V%T\n`\nend\n") == ("Hello", []))
        #expect(decode("begin 644 of them\nbegin 644 a\n%2&5L;&\\`\n`\nend\n") == ("Hello", []))
        #expect(decode("begin-base64 644 a\nSGVsbG8=\n====\n") == ("Hello", []))
    }

    @Test("What is broken is decoded as far as it goes, and said to be broken")
    func broken() {
        #expect(decode("begin 644 a\n%2&5L;&\\`\n") == ("Hello", [.encodedFileWithoutEnd]))
        #expect(decode("begin 644 a\n%2&5L;&\\\n`\nend\n") == ("Hello", [.irregularEncodedFile]))
        #expect(decode("Hello\n") == ("Hello\n", [.malformedEncodedFile]))
        #expect(decode("%2&5L;&\\`\n`\nend\n") == ("%2&5L;&\\`\n`\nend\n", [.malformedEncodedFile]))
        #expect(decode("") == ("", []))
        #expect(decode(" \n") == (" \n", []))
        #expect(decode("Hello\n", limit: 2) == ("He", [.decodedTooLarge, .malformedEncodedFile]))
        #expect(decode("begin 644 a\n%2&5L;&\\`\n`\nend\n", limit: 2) == ("He", [.decodedTooLarge]))
        #expect(decode("begin 644 a\n%2&5L;&\\`\n`\nend\n", limit: -1) == ("", [.decodedTooLarge]))
    }

    @Test("An attached message in x-uuencode is read, and by another reading what stands there undecoded")
    func message() {
        let inner = "Content-Type: text/html\n\n<p>Hello</p>\n"
        let text = "Content-Type: message/rfc822\nContent-Transfer-Encoding: x-uuencode\n\nContent-Type: image/gif\n\n"
        let bytes = Array(text.utf8) + EncodedForm.uuencode.lines(Array(inner.utf8))
        for bytes in [bytes, bytes.withCRLF] {
            let message = MessageParser.parse(bytes.span)
            #expect(message.defects == [.uncommonTransferEncoding])
            #expect(message.parts.map(\.contentType.mediaType) == ["message/rfc822", "text/html"])
            let body = message.decodedBody(of: 1, in: bytes.span).bytes
            #expect(String(decoding: body, as: UTF8.self) == "<p>Hello</p>\n")
            var others = OtherReadings(besides: message)
            let other = others.next(of: bytes.span)
            #expect(other?.parts.map(\.contentType.mediaType) == ["message/rfc822", "image/gif"])
            #expect(others.next(of: bytes.span) == nil && others.isComplete)
        }
        let plain = MessageParser.parse(Array((text + "Hello\n").utf8).span)
        #expect(plain.defects == [.badEncodedMessage, .uncommonTransferEncoding, .malformedEncodedFile])
        #expect(plain.parts.map(\.contentType.mediaType) == ["message/rfc822", "image/gif"])
    }

    @Test("Law 7: any bytes are decoded without a trap, to no more than the limit")
    func anyBytes() {
        for seed in 1...200 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var bytes = EncodedForm.uuencode.lines(generator.mailLikeBytes(count: 200))
            for _ in 0..<Int(seed) / 10 {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let limit = Int.random(in: 0...300, using: &generator)
            #expect(Uuencode.decode(bytes.span, limit: limit).bytes.count <= limit, "\(seed)")
        }
    }
}
