import MIME
import MailObject
import Testing

@Suite struct HeaderFieldsTests {
    private func names(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        var names: [String] = []
        HeaderFields.scan(bytes.span) { names.append($0.lowercasedName(in: bytes.span)) }
        return names
    }

    @Test(
        "A field is found in whatever odd form it is written",
        arguments: [
            "X-Spam-Flag: YES\r\n\r\n", "X-Spam-Flag : YES\r\n\r\n", "x-spam-flag\t \t:YES\r\n\r\n",
            "X-SPAM-FLAG:\r\n YES\r\n\r\n", "junk\r\nX-Spam-Flag: YES\r\n\r\n", " fold\r\nX-Spam-Flag: YES\r\n\r\n",
            "From x y\r\nX-Spam-Flag: YES\r\n\r\n", "a b: c\r\nX-Spam-Flag: YES\r\n\r\n",
            ": x\r\nX-Spam-Flag: YES\r\n\r\n", "X-Spam-Flag: YES", "A: b\r\n \r\nX-Spam-Flag: YES\r\n",
            "A: b\nX-Spam-Flag: YES\n\n", "X-Spam-Flag\u{0}: YES\r\n\r\n", "\u{0B}X-Spam-Flag\u{0C}: YES\r\n\r\n",
            "X-Spam-Flag\r: YES\r\n\r\n",
        ])
    func oddForms(_ text: String) {
        #expect(names(text).contains("x-spam-flag"))
        let bytes = Array(text.utf8)
        let edits = HeaderEdits(deletions: ["x-spam-*"])
        let pieces = EditedHeader.pieces(of: edits, in: bytes.span, byteCount: bytes.count) ?? []
        #expect(!String(decoding: bytes.applying(pieces), as: UTF8.self).lowercased().contains("x-spam"))
        #expect(!String(decoding: bytes.applying(pieces), as: UTF8.self).contains("YES"))
    }

    @Test("What stands after the first empty line is not header")
    func bodyIsNotHeader() {
        #expect(names("A: b\r\n\r\nX-Spam-Flag: YES\r\n") == ["a"])
        #expect(names("\r\nX-Spam-Flag: YES\r\n") == [])
    }

    @Test("The end is known only when the empty line was seen")
    func end() {
        #expect(HeaderFields.end(in: Array("A: b\r\n\r\nx".utf8).span) == 6)
        #expect(HeaderFields.end(in: Array("A: b\r\n\r\n".utf8).span) == 6)
        #expect(HeaderFields.end(in: Array("A: b\r\n".utf8).span) == nil)
        #expect(HeaderFields.end(in: Array("A: b\r\n\r".utf8).span) == nil)
        #expect(HeaderFields.end(in: Array("A: b\n\n".utf8).span) == 5)
    }
}
