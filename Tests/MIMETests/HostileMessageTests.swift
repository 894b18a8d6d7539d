import MIME
import Testing

/// Messages made to be slow or deep; each must be read at once, with its defect. What the limits cut is said.
@Suite(.timeLimit(.minutes(5))) struct HostileMessageTests {
    /// How large the largest header is: a tenth where the compiler does not optimise.
    #if DEBUG
        static let hugeHeader = 5_000_000
    #else
        static let hugeHeader = 50_000_000
    #endif

    @Test("100,000 parts stop at the limit")
    func manyParts() {
        var text = "Content-Type: multipart/mixed; boundary=b\n\n"
        for _ in 0..<100_000 { text += "--b\n\nx\n" }
        let message = MessageParser.parse(Array(text.utf8).span)
        #expect(message.parts.count == MIMELimits().parts)
        #expect(message.defects.contains(.tooManyParts))
        #expect(message.parts[0].body.upperBound == text.utf8.count)
    }

    @Test("100,000 levels of multiparts stop at the limit")
    func deepMultiparts() {
        var text = ""
        for level in 0..<100_000 { text += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n" }
        let message = MessageParser.parse(Array(text.utf8).span)
        #expect(message.parts.count == MIMELimits().depth + 1)
        #expect(message.defects.contains(.tooDeep))
    }

    @Test("100,000 levels of messages stop at the limit")
    func deepMessages() {
        let text = String(repeating: "Content-Type: message/rfc822\n\n", count: 100_000)
        let message = MessageParser.parse(Array(text.utf8).span)
        #expect(message.parts.count == MIMELimits().depth + 1)
        #expect(message.defects == [.tooDeep])
    }

    @Test("Encoded messages within encoded messages stop at the limit on expansion")
    func nestedEncodedMessages() {
        let line = "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
        let text = String(repeating: line, count: 90) + String(repeating: "x", count: 200_000)
        let message = MessageParser.parse(Array(text.utf8).span)
        #expect(message.defects.contains(.expandedTooFar))
        #expect(message.embedded.map(\.count).reduce(0, +) <= text.utf8.count * MIMELimits().expansion)
        #expect(message.parts.count < 15)
    }

    @Test("A header of 50 MB (5 MB unoptimised) is passed over, and the part after it is found")
    func hugeHeader() {
        let line = Array("X-Filler: 0123456789012345678901234567890123456789\r\n".utf8)
        var bytes: [UInt8] = Array("Content-Type: text/html\r\n".utf8)
        while bytes.count < Self.hugeHeader { bytes += line }
        bytes += Array("X-Spam-Flag: YES\r\n\r\nbody".utf8)
        let message = MessageParser.parse(bytes.span)
        #expect(message.parts.count == 1)
        #expect(message.defects == [.headerTooLarge])
        #expect(message.parts[0].body.count == 4)
        #expect(message.parts[0].contentType.subtype == "html")
    }

    @Test("Fields stop at the limit")
    func manyFields() {
        var text = "Content-Type: multipart/mixed; boundary=b\n\n"
        for _ in 0..<3 { text += "--b\n" + String(repeating: "a:\n", count: 50_000) + "\n" }
        let message = MessageParser.parse(Array(text.utf8).span)
        #expect(message.parts.map(\.fields.count).reduce(0, +) == MIMELimits().fields)
        #expect(message.defects.contains(.tooManyFields))
    }

    @Test("Parameters stop at the limit")
    func manyParameters() {
        let text = "Content-Type: text/plain" + String(repeating: "; a=b", count: 100_000) + "\n\nx"
        let message = MessageParser.parse(Array(text.utf8).span)
        #expect(message.parts[0].contentType.parameters.count == MIMELimits().parameters)
        #expect(message.defects.contains(.tooManyParameters))
    }

    @Test("A storm of lines that are almost one of a hundred open boundaries costs the lines, not their product")
    func boundaryStorm() {
        var text = ""
        var boundary = "b"
        for _ in 0..<100 {
            text += "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\n\n--\(boundary)\n"
            boundary += "b"
        }
        text += "\n"
        let near = "--" + String(repeating: "b", count: 98) + "x\n"
        text += String(repeating: near, count: 5_000) + String(repeating: "--c\n", count: 100_000)
        let message = MessageParser.parse(Array(text.utf8).span)
        #expect(message.parts.count == 101)
        #expect(message.defects.contains(.ambiguousBoundary))
    }

    @Test("Comments, quotes and encoded words without ends are read once")
    func endlessTokens() {
        let comments = "Content-Type: text/plain; " + String(repeating: "(", count: 500_000) + "\n\nx"
        #expect(MessageParser.parse(Array(comments.utf8).span).defects.contains(.unterminatedComment))
        let words = Array(String(repeating: "=?utf-8?q?a ", count: 50_000).utf8)
        #expect(EncodedWords.decode(words, charsets: NativeCharsets()).text == words)
        let addresses = Array(String(repeating: "<\"", count: 100_000).utf8)
        #expect(AddressParser.parse(addresses).count >= 1)
    }

    @Test("Twice the message is twice the lines, however boundaries repeat: the tree doubles and no more")
    func doubling() {
        func parts(_ count: Int) -> Message {
            var text = "Content-Type: multipart/mixed; boundary=b\n\n"
            for index in 0..<count {
                text += "--b\nContent-Type: multipart/mixed; boundary=c\(index)\n\n--c\(index)\n\nx\n--c\(index)--\n"
            }
            return MessageParser.parse(Array((text + "--b--").utf8).span)
        }
        #expect(parts(1_000).parts.count == 2_001)
        #expect(parts(2_000).parts.count == 4_001)
        #expect(parts(2_000).defects.isEmpty)
    }
}
