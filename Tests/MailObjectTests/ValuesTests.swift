import MailObject
import Testing

@Suite("Mail object")
struct ValuesTests {
    @Test("A path keeps its octets, and shows none that could break a log line")
    func path() {
        let path = Path([0x61, 0x0D, 0x0A, 0xE4, 0x40, 0x45, 0x78])
        #expect(path.bytes == [0x61, 0x0D, 0x0A, 0xE4, 0x40, 0x45, 0x78])
        #expect(!path.description.contains("\r") && !path.description.contains("\n"))
        #expect(path.domain == Array("ex".utf8))
        #expect(Path("").isNull)
        #expect(Path("").description == "<>")
        #expect(Path("no-domain").domain.isEmpty)
        #expect(Path("\"a@b\"@C.Example").domain == Array("c.example".utf8))
    }

    @Test("A mail id has twelve base64url characters and ends in letters or digits")
    func mailID() {
        var ids: Set<String> = []
        for _ in 0..<2000 {
            let id = MailID().description
            #expect(id.wholeMatch(of: #/[A-Za-z0-9][A-Za-z0-9_-]{10}[A-Za-z0-9]/#) != nil)
            ids.insert(id)
        }
        #expect(ids.count == 2000)
    }

    @Test("A header field ends in CRLF, and an empty one has no space")
    func headerField() {
        #expect(HeaderField(name: "X-Spam-Flag", value: "NO").bytes == Array("X-Spam-Flag: NO\r\n".utf8))
        #expect(HeaderField(name: "X-Spam-Level", value: "").bytes == Array("X-Spam-Level:\r\n".utf8))
    }

    @Test("Edits delete whole names and names by their beginning")
    func deletions() {
        let edits = HeaderEdits(deletions: ["x-virus-scanned", "x-amavis-*"])
        #expect(edits.deletes("x-virus-scanned"))
        #expect(edits.deletes("x-amavis-alert"))
        #expect(edits.deletes("x-amavis-"))
        #expect(!edits.deletes("x-amavis"))
        #expect(!edits.deletes("x-virus-scanned-by"))
    }

    @Test("An envelope knows its parameters by keyword")
    func parameters() {
        let envelope = Envelope(
            reversePath: Path("a@b"), mailParameters: [ESMTPParameter(keyword: "smtputf8")], recipients: [])
        #expect(envelope.hasMailParameter("SMTPUTF8"))
        #expect(!envelope.hasMailParameter("BODY"))
    }
}
