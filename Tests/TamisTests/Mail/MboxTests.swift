import Testing

@testable import tamis

@Suite("Mbox")
struct MboxTests {
    private func messages(_ text: String) -> [String]? {
        Mbox(Array(text.utf8)).map { mbox in
            mbox.messages.map { String(decoding: mbox.unquoted($0), as: UTF8.self) }
        }
    }

    @Test("A file that does not start with a From line is no mbox")
    func plain() {
        #expect(messages("Subject: x\n\nFrom me\n") == nil)
        #expect(messages("") == nil)
    }

    @Test("Messages are cut at From lines after an empty line, and lose that line")
    func cut() {
        let text = "From a@b Mon\nSubject: 1\n\none\n\nFrom c@d Tue\nSubject: 2\n\ntwo\n"
        #expect(messages(text) == ["Subject: 1\n\none\n", "Subject: 2\n\ntwo\n"])
        #expect(
            messages(text.replacing("\n", with: "\r\n"))
                == ["Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\ntwo\r\n"])
    }

    @Test("A From line in the middle of a paragraph is text")
    func inParagraph() {
        #expect(messages("From a Mon\nS: 1\n\nline\nFrom here on\n") == ["S: 1\n\nline\nFrom here on\n"])
    }

    @Test("Quoted From lines lose one quote")
    func unquote() {
        let text = "From a Mon\nS: 1\n\n>From x\n>>From y\n>Fro m\n> From z\n"
        #expect(messages(text) == ["S: 1\n\nFrom x\n>From y\n>Fro m\n> From z\n"])
    }

    @Test("Empty messages and missing line ends do no harm")
    func odd() {
        #expect(messages("From a") == [""])
        #expect(messages("From a\n\nFrom b\n\n") == ["", "\n"])
        #expect(messages("From a\nx\n\nFrom b\ny") == ["x\n", "y"])
    }
}
