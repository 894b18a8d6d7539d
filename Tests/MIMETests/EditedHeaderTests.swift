import MIME
import MailObject
import Testing

@Suite struct EditedHeaderTests {
    private func edit(_ edits: HeaderEdits, _ text: String) -> String {
        let bytes = Array(text.utf8)
        let pieces = EditedHeader.pieces(of: edits, in: bytes.span, byteCount: bytes.count) ?? []
        return String(decoding: bytes.applying(pieces), as: UTF8.self)
    }

    @Test("Fields go in at the top in order, and whole fields go out with their folds")
    func insertAndDelete() {
        let edits = HeaderEdits(
            insertions: [HeaderField(name: "A", value: "1"), HeaderField(name: "B", value: "2")],
            deletions: ["x-spam-flag", "x-amavis-*"])
        let text = "Received: x\r\nX-Spam-Flag: YES\r\n more\r\nX-Amavis-Alert: y\r\nTo: z\r\n\r\nX-Spam-Flag: body"
        #expect(edit(edits, text) == "A: 1\r\nB: 2\r\nReceived: x\r\nTo: z\r\n\r\nX-Spam-Flag: body")
    }

    struct TagCase: Sendable {
        let tag: String
        let before: String
        let after: String
    }

    @Test(
        "The tag goes before the Subject's value, once",
        arguments: [
            TagCase(tag: "***SPAM***", before: "Subject: Hi\r\n\r\n", after: "Subject: ***SPAM*** Hi\r\n\r\n"),
            TagCase(tag: "***SPAM*** ", before: "Subject:Hi\r\n\r\n", after: "Subject: ***SPAM*** Hi\r\n\r\n"),
            TagCase(tag: "[S]", before: "Subject: [S] Hi\r\n\r\n", after: "Subject: [S] Hi\r\n\r\n"),
            TagCase(
                tag: "[S]", before: "Subject: =?utf-8?q?=5BS=5D_Hi?=\r\n\r\n",
                after: "Subject: =?utf-8?q?=5BS=5D_Hi?=\r\n\r\n"),
            TagCase(tag: "[S]", before: "A: b\r\n\r\nbody", after: "Subject: [S]\r\nA: b\r\n\r\nbody"),
            TagCase(tag: "[S]", before: "Subject:\r\n\r\n", after: "Subject: [S]\r\n\r\n"),
            TagCase(tag: "[S]", before: "Subject:\r\n Hi\r\n\r\n", after: "Subject: [S]\r\n Hi\r\n\r\n"),
            TagCase(tag: "[S]", before: "SUBJECT : Hi\r\n\r\n", after: "SUBJECT : [S] Hi\r\n\r\n"),
            TagCase(
                tag: "Müll:", before: "Subject: Hi\r\n\r\n",
                after: "Subject: =?utf-8?q?M=C3=BCll=3A?= Hi\r\n\r\n"),
            TagCase(
                tag: "Müll:", before: "Subject: =?utf-8?q?Hi?=\r\n\r\n",
                after: "Subject: =?utf-8?q?M=C3=BCll=3A_?= =?utf-8?q?Hi?=\r\n\r\n"),
            TagCase(
                tag: "[S]", before: "Subject: one\r\nSubject: two\r\n\r\n",
                after: "Subject: [S] one\r\nSubject: [S] two\r\n\r\n"),
            TagCase(tag: "  ", before: "Subject: one\r\n\r\n", after: "Subject: one\r\n\r\n"),
        ])
    func subjectTag(_ tag: TagCase) {
        let once = edit(HeaderEdits(subjectTag: tag.tag), tag.before)
        #expect(once == tag.after)
        #expect(edit(HeaderEdits(subjectTag: tag.tag), once) == once)
    }

    @Test("A tagged line stays within 998 bytes")
    func longSubject() {
        let text = "Subject: " + String(repeating: "x", count: 985) + "\r\n\r\n"
        let lines = edit(HeaderEdits(subjectTag: "[SPAM]"), text).split(separator: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 998 })
        #expect(lines.count == 2)
        #expect(lines[1].hasPrefix(" "))
    }

    @Test("A tag of many characters becomes words of 75 bytes at most")
    func longTag() throws {
        let tag = String(repeating: "ä", count: 60)
        let result = edit(HeaderEdits(subjectTag: tag), "Subject: x\r\n\r\n")
        let value = try #require(result.split(separator: "\r\n").first).dropFirst("Subject: ".count)
        #expect(value.split(separator: " ").allSatisfy { $0.utf8.count <= 75 })
        let decoded = EncodedWords.decode(Array(value.utf8), charsets: NativeCharsets()).text
        #expect(String(decoding: decoded, as: UTF8.self) == tag + " x")
    }

    @Test("While the header goes on beyond the bytes given, more are asked for")
    func incompleteHeader() {
        let bytes = Array("A: b\r\nX-Spam-Flag: YES\r\n\r\nbody".utf8)
        let edits = HeaderEdits(deletions: ["x-spam-flag"])
        for count in 0..<bytes.count {
            let pieces = EditedHeader.pieces(of: edits, in: bytes.span.extracting(0..<count), byteCount: bytes.count)
            if let pieces {
                #expect(count >= 26)
                #expect(bytes.applying(pieces) == Array("A: b\r\n\r\nbody".utf8))
            } else {
                #expect(count < 26)
            }
        }
    }

    @Test("A forged field after 50 MB of header (5 MB unoptimised) goes, and the pieces stay few")
    func hugeHeader() throws {
        let line = Array("A: 0123456789012345678901234567890123456789\r\nX-Spam-Flag: YES\r\n".utf8)
        var bytes: [UInt8] = []
        var lines = 0
        while bytes.count < HostileMessageTests.hugeHeader {
            bytes += line
            lines += 1
        }
        bytes += Array("\r\nbody".utf8)
        let edits = HeaderEdits(deletions: ["x-spam-flag"], subjectTag: "[S]")
        let made = EditedHeader.pieces(of: edits, in: bytes.span, byteCount: bytes.count)
        let pieces = try #require(made)
        #expect(pieces.count < 5_000)
        let size = pieces.reduce(0) { sum, piece in
            switch piece {
            case .bytes(let bytes): sum + bytes.count
            case .range(let range): sum + range.count
            }
        }
        #expect(size == bytes.count - lines * "X-Spam-Flag: YES..".utf8.count + "Subject: [S]..".utf8.count)
    }
}
