import MIME
import Testing

@Suite struct ContentTypeTests {
    struct Case: Sendable {
        let input: String
        let mediaType: String?
        var parameters: [String] = []
        var defects: DefectSet = []
    }

    @Test(
        "Content types are read as mail programs do",
        arguments: [
            Case(input: "TEXT/Html", mediaType: "text/html"),
            Case(
                input: "text/plain; charset=us-ascii (Plain text)", mediaType: "text/plain",
                parameters: ["charset=us-ascii"]),
            Case(input: "text / plain;charset = \"a\"", mediaType: "text/plain", parameters: ["charset=a"]),
            Case(input: "(x) text (y) / (z) plain", mediaType: "text/plain"),
            Case(input: "text", mediaType: "text/plain", defects: [.malformedContentType]),
            Case(input: "image", mediaType: nil, defects: [.malformedContentType]),
            Case(input: "", mediaType: nil, defects: [.malformedContentType]),
            Case(
                input: "text/plain charset=x format=flowed", mediaType: "text/plain",
                parameters: ["charset=x", "format=flowed"]),
            Case(input: "a/b; x=\"1;2\\\"3\"; y=2", mediaType: "a/b", parameters: ["x=1;2\"3", "y=2"]),
            Case(input: "a/b; boundary=\"X;\"", mediaType: "a/b", parameters: ["boundary=X;"]),
            Case(
                input: "a/b; boundary=----=_Next(1)", mediaType: "a/b", parameters: ["boundary=----=_Next(1)"],
                defects: [.malformedParameter]),
            Case(
                input: "a/b; name=my file (1).pdf ; x=y", mediaType: "a/b", parameters: ["name=my file (1).pdf", "x=y"]),
            Case(input: "a/b; name=\"C:\\dir\\x.txt\"", mediaType: "a/b", parameters: ["name=C:\\dir\\x.txt"]),
            Case(input: "a/b; ; x=1;", mediaType: "a/b", parameters: ["x=1"]),
            Case(input: "a/b; alone; x=1", mediaType: "a/b", parameters: ["x=1"], defects: [.malformedParameter]),
            Case(input: "a/b; =x; y=1", mediaType: "a/b", parameters: ["y=1"], defects: [.malformedParameter]),
            Case(input: "a/b; x=\"open", mediaType: "a/b", parameters: ["x=open"], defects: [.unterminatedQuote]),
            Case(input: "a/b; x=1; x=2", mediaType: "a/b", parameters: ["x=1", "x=2"], defects: [.duplicateParameter]),
            Case(
                input: "a/b; boundary=1; boundary=2", mediaType: "a/b", parameters: ["boundary=1", "boundary=2"],
                defects: [.duplicateBoundary]),
            Case(input: "a/b; x=1; x=1", mediaType: "a/b", parameters: ["x=1", "x=1"]),
            Case(input: "a/b; x*=utf-8'en'%41%62", mediaType: "a/b", parameters: ["x=Ab"]),
            Case(input: "a/b; x*0=a; y=1; x*1=b", mediaType: "a/b", parameters: ["x=ab", "y=1"]),
            Case(input: "a/b; x*1=b; x*0=a", mediaType: "a/b", parameters: ["x=ab"]),
            Case(input: "a/b; x*0*=utf-8''%41; x*1=%42; x*2*=%43", mediaType: "a/b", parameters: ["x=A%42C"]),
            Case(input: "a/b; x*0=a; x*2=c", mediaType: "a/b", parameters: ["x=a"], defects: [.brokenContinuation]),
            Case(
                input: "a/b; x*0=a; x*0=b; x*1=c", mediaType: "a/b", parameters: ["x=ac"],
                defects: [.brokenContinuation]),
            Case(input: "a/b; x*=%4", mediaType: "a/b", parameters: ["x=%4"]),
        ])
    func parse(_ test: Case) {
        let (contentType, defects) = ContentType.parse(Array(test.input.utf8))
        #expect(contentType?.mediaType == test.mediaType)
        let parameters = (contentType?.parameters ?? []).map { parameter in
            "\(parameter.name)=\(String(decoding: parameter.text(charsets: NativeCharsets()), as: UTF8.self))"
        }
        #expect(parameters == test.parameters)
        #expect(defects == test.defects)
    }

    @Test("The form of RFC 2231 is preferred, but not for boundaries, where few programs know it")
    func preference() {
        let text = "a/b; name=plain; name*=utf-8''ext; boundary*0=x; boundary=\"y \""
        let contentType = ContentType.parse(Array(text.utf8)).contentType
        #expect(contentType?.value("name") == Array("ext".utf8))
        #expect(contentType?.boundary == Array("y".utf8))
    }

    @Test("A disposition may lack its word")
    func disposition() {
        func parse(_ text: String) -> ContentDisposition { ContentDisposition.parse(Array(text.utf8)).disposition }
        #expect(parse("inline; filename=a").type == "inline")
        #expect(parse("\"attachment\"; filename=a").isAttachment)
        #expect(parse("filename=a").type == "")
        #expect(parse("filename=a").value("filename") == Array("a".utf8))
        #expect(parse("").parameters.isEmpty)
    }

    @Test(
        "Transfer encodings are read with what programs put around them",
        arguments: [
            ("base64", TransferEncoding.base64), ("BASE64;", .base64), (" \"base64\" ", .base64),
            ("base64 (x)", .base64), ("(x) quoted-printable", .quotedPrintable), ("8bit", .eightBit),
            ("binary", .binary), ("", .sevenBit), ("7-bit", .sevenBit), ("x-gzip64", .unknown),
            ("x-uuencode", .uuencode), ("UUENCODE", .uuencode), ("X-uue", .uuencode), ("uue;", .uuencode),
        ])
    func transferEncoding(_ text: String, _ expected: TransferEncoding) {
        let (encoding, defects) = TransferEncoding.parse(Array(text.utf8))
        #expect(encoding == expected)
        #expect(defects.contains(.unknownTransferEncoding) == (expected == .unknown))
    }
}
