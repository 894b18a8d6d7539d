import MIME
import Testing

/// A message with `/` for line ends, and what its parts are: depth, type and body.
struct ParserCase: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    let parts: [String]
    var defects: [Defect] = []
    var testDescription: String { name }

    static func describe(_ message: Message, _ bytes: [UInt8]) -> [String] {
        message.parts.map { part in
            let body = message.withSource(of: part.index, in: bytes.span) { source in
                String(decoding: source.extracting(part.body).map { $0 }, as: UTF8.self)
            }
            let shown = part.children.isEmpty ? " " + body.filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" } : ""
            return "\(part.depth) \(part.contentType.mediaType)\(shown)"
        }
    }
}

extension Span<UInt8> {
    fileprivate func map(_ transform: (UInt8) -> UInt8) -> [UInt8] {
        var result: [UInt8] = []
        for index in indices { result.append(transform(self[index])) }
        return result
    }
}

@Suite struct MessageParserTests {
    private static let mixed = "Content-Type: multipart/mixed; boundary=b||"

    static let cases: [ParserCase] = [
        ParserCase(name: "nothing", text: "", parts: ["0 text/plain "]),
        ParserCase(name: "header only", text: "Subject: x", parts: ["0 text/plain "]),
        ParserCase(name: "no header", text: "|text", parts: ["0 text/plain text"]),
        ParserCase(
            name: "two parts", text: mixed + "pre|--b||one|--b|Content-Type: text/html||<p>|--b--|",
            parts: ["0 multipart/mixed", "1 text/plain one", "1 text/html <p>"]),
        ParserCase(
            name: "no end delimiter", text: mixed + "--b||one",
            parts: ["0 multipart/mixed", "1 text/plain one"], defects: [.missingEndBoundary]),
        ParserCase(
            name: "delimiter ends a header", text: mixed + "--b|Content-Type: text/html|--b||two|--b--",
            parts: ["0 multipart/mixed", "1 text/html ", "1 text/plain two"]),
        ParserCase(
            name: "blanks after a delimiter", text: mixed + "--b \t||one|--b-- |",
            parts: ["0 multipart/mixed", "1 text/plain one"]),
        ParserCase(
            name: "a boundary is a prefix of a line", text: mixed + "--b||one|--bc|two|--b--",
            parts: ["0 multipart/mixed", "1 text/plain one--bctwo"], defects: [.ambiguousBoundary]),
        ParserCase(
            name: "the inner boundary has the outer as a prefix",
            text: mixed + "--b|Content-Type: multipart/alternative; boundary=b1||--b1||x|--b1||y|--b1--|--b||z|--b--",
            parts: [
                "0 multipart/mixed", "1 multipart/alternative", "2 text/plain x", "2 text/plain y", "1 text/plain z",
            ]),
        ParserCase(
            name: "the outer delimiter closes the inner parts",
            text: mixed + "--b|Content-Type: multipart/mixed; boundary=c||--c||x|--b||y|--b--",
            parts: ["0 multipart/mixed", "1 multipart/mixed", "2 text/plain x", "1 text/plain y"],
            defects: [.missingEndBoundary]),
        ParserCase(
            name: "delimiter after the end", text: mixed + "--b||one|--b--|epilogue|--b||two|",
            parts: ["0 multipart/mixed", "1 text/plain one"], defects: [.boundaryAfterEnd, .textAfterParts]),
        ParserCase(
            name: "one boundary twice",
            text: mixed + "--b|Content-Type: multipart/mixed; boundary=b||--b||x|--b--|--b--",
            parts: ["0 multipart/mixed", "1 multipart/mixed", "2 text/plain x"], defects: [.repeatedBoundary]),
        ParserCase(
            name: "a boundary that ends in dashes",
            text: "Content-Type: multipart/mixed; boundary=\"b--\"||--b--||x|--b----",
            parts: ["0 multipart/mixed", "1 text/plain x"]),
        ParserCase(
            name: "multipart without boundary", text: "Content-Type: multipart/mixed||--b||one|--b--",
            parts: ["0 multipart/mixed --bone--b--"], defects: [.missingBoundary]),
        ParserCase(
            name: "multipart without parts", text: mixed + "text",
            parts: ["0 multipart/mixed text"], defects: [.multipartWithoutParts, .missingEndBoundary]),
        ParserCase(
            name: "message in a message", text: "Content-Type: message/rfc822||Subject: x||text",
            parts: ["0 message/rfc822", "1 text/plain text"]),
        ParserCase(
            name: "digest", text: "Content-Type: multipart/digest; boundary=b||--b||Subject: x||text|--b--",
            parts: ["0 multipart/digest", "1 message/rfc822", "2 text/plain text"]),
        ParserCase(
            name: "encoded message, with a part after it",
            text: mixed + "--b|Content-Type: message/rfc822|Content-Transfer-Encoding: base64||"
                + "U3ViamVjdDogeAoKaW5uZXI=|--b||two|--b--",
            parts: ["0 multipart/mixed", "1 message/rfc822", "2 text/plain inner", "1 text/plain two"]),
        ParserCase(
            name: "a message that only claims base64",
            text: "Content-Type: message/rfc822|Content-Transfer-Encoding: base64||Subject: x||a text, no base64.",
            parts: ["0 message/rfc822", "1 text/plain a text, no base64."],
            defects: [.base64Junk, .badEncodedMessage].filter { $0 == .badEncodedMessage }),
        ParserCase(
            name: "two content types", text: "Content-Type: text/html|Content-Type: text/plain||x",
            parts: ["0 text/html x"], defects: [.duplicateContentType]),
        ParserCase(
            name: "two boundaries", text: "Content-Type: multipart/mixed; boundary=b; boundary=c||--b||x|--b--",
            parts: ["0 multipart/mixed", "1 text/plain x"], defects: [.duplicateBoundary]),
        ParserCase(
            name: "encoded multipart",
            text: "Content-Type: multipart/mixed; boundary=b|Content-Transfer-Encoding: base64||--b||x|--b--",
            parts: ["0 multipart/mixed", "1 text/plain x"], defects: [.encodedMultipart]),
        ParserCase(
            name: "unknown encoding", text: "Content-Transfer-Encoding: x-gzip64||x",
            parts: ["0 text/plain x"], defects: [.unknownTransferEncoding]),
        ParserCase(
            name: "field after a malformed line", text: "What is this|Content-Type: text/html||x",
            parts: ["0 text/html x"], defects: [.malformedHeaderLine, .missingColon]),
        ParserCase(
            name: "text where the header should be", text: "no header here|and no empty line",
            parts: ["0 text/plain "], defects: [.malformedHeaderLine, .missingColon, .headerWithoutEnd]),
        ParserCase(
            name: "comment in a field name", text: "Content-Type(x): text/html||x",
            parts: ["0 text/plain x"], defects: [.malformedFieldName, .disguisedContentField]),
        ParserCase(
            name: "two colons", text: "Content-Type:: text/html||x",
            parts: ["0 text/html x"], defects: [.disguisedContentField]),
        ParserCase(
            name: "space before the colon", text: "Content-Type : text/html||x",
            parts: ["0 text/html x"], defects: [.spaceBeforeColon]),
        ParserCase(
            name: "mbox line", text: "From a@b Mon Jan  1 00:00:00 2024|Content-Type: text/html||x",
            parts: ["0 text/html x"], defects: [.mboxLine]),
        ParserCase(
            name: "folded first line, blank fold", text: " x|Content-Type:| |\ttext/html||x",
            parts: ["0 text/html x"], defects: [.blankFold, .foldedFirstLine]),
        ParserCase(
            name: "partial", text: "Content-Type: message/partial||x", parts: ["0 message/partial x"],
            defects: [.partialMessage]),
    ]

    @Test("Parts are found in CRLF and in LF form", arguments: cases)
    func parts(_ expected: ParserCase) {
        for lineEnd in ["\r\n", "\n"] {
            let bytes = Array(expected.text.replacing("|", with: lineEnd).utf8)
            let message = MessageParser.parse(bytes.span)
            #expect(ParserCase.describe(message, bytes) == expected.parts)
            #expect(message.defects.filter { $0 != .base64Junk } == expected.defects.sorted())
        }
    }

    @Test("Preamble and epilogue are known by their place")
    func preambleAndEpilogue() throws {
        let text = "Content-Type: multipart/mixed; boundary=b\r\n\r\nbefore\r\n--b\r\n\r\nx\r\n--b--\r\nafter"
        let bytes = Array(text.utf8)
        let part = MessageParser.parse(bytes.span).parts[0]
        let preamble = try #require(part.preamble)
        let epilogue = try #require(part.epilogue)
        #expect(String(decoding: bytes[preamble], as: UTF8.self) == "before")
        #expect(String(decoding: bytes[epilogue], as: UTF8.self) == "after")
    }

    @Test("Bodies are decoded up to the limit given, which is noted")
    func decodedBody() {
        let bytes = Array("Content-Transfer-Encoding: base64\r\n\r\naGVsbG8gd29ybGQ=\r\n".utf8)
        let message = MessageParser.parse(bytes.span)
        #expect(message.decodedBody(of: 0, in: bytes.span).bytes == Array("hello world".utf8))
        #expect(message.decodedBody(of: 0, in: bytes.span).defects.isEmpty)
        let short = message.decodedBody(of: 0, in: bytes.span, limit: 4)
        #expect(short.bytes == Array("hell".utf8))
        #expect(short.defects == [.decodedTooLarge])
    }

    @Test("A charset, a disposition and a file name are read")
    func fields() {
        let text = """
            Content-Type: text/plain; charset="UTF-8"; name*=utf-8'de'%C3%A4.txt
            Content-Disposition: ATTACHMENT;
              filename*0="a b";
              filename*1=".txt"

            x
            """
        let part = MessageParser.parse(Array(text.utf8).span).parts[0]
        #expect(part.contentType.charset == "utf-8")
        #expect(part.contentType.value("name") == [0xC3, 0xA4] + Array(".txt".utf8))
        #expect(part.disposition?.isAttachment == true)
        #expect(part.disposition?.value("filename") == Array("a b.txt".utf8))
        #expect(part.defects.isEmpty)
    }
}
