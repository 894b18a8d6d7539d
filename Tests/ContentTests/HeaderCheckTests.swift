import Evidence
import MIME
import Testing

@testable import Content

@Suite struct HeaderCheckTests {
    private func found(_ text: String) -> [String] {
        var reader = ContentReader(charsets: Charsets())
        return reader.read(Array(text.utf8).span).badHeaders.map { bad in
            "\(bad.rule.rawValue)" + (bad.field.isEmpty ? "" : " " + bad.field)
        }
    }

    private static let sound = "From: a@example.org\nDate: x\n"

    @Test(
        "Each rule that a header breaks is found, with amavis' code and the field",
        arguments: [
            ("", []),
            ("Content-Type: multipart/mixed\n", ["1"]),
            ("Subject: caf\u{E9}\nTo: caf\u{E9}\n", ["2 subject", "2 to"]),
            ("Subject: a\u{0}b\n", ["3 subject"]), ("Subject: a\rb\r\n", ["3 subject"]),
            ("Subject: a\n \n b\n", ["4 subject"]), ("Subject: a\r\n\t \r\n b\r\n", ["4 subject"]),
            ("Subject: " + String(repeating: "x", count: 990) + "\n", ["5 subject"]),
            ("Subject: " + String(repeating: "x", count: 989) + "\r\n", []),
            ("no field\n", ["6"]), ("A b: c\n", ["6"]),
            ("Subject: a\nSUBJECT: a\n", ["8 subject"]),
            ("Received: a\nReceived: b\nX-A: b\nX-A: b\n", []),
        ])
    func rules(_ header: String, _ expected: [String]) {
        #expect(found(Self.sound + header + "\nbody") == expected)
    }

    @Test("From and Date are missing where they are, and not where the header was not read to its end")
    func missing() {
        #expect(found("Subject: x\n\nFrom: a@example.org\n") == ["7 date", "7 from"])
        #expect(found("") == ["7 date", "7 from"])
        #expect(found(Self.sound + Self.sound + "\nx") == ["8 date", "8 from"])
        let long = String(repeating: "X-Filler: 0123456789\n", count: 60_000)
        #expect(!found(long + Self.sound + "\nx").contains { $0.hasPrefix("7") })
    }

    @Test("Only the message's own header counts, and there are no more findings than the most")
    func bounds() {
        let inner = "Content-Type: message/rfc822\n\nSubject: caf\u{E9}\nSubject: y\n\nx"
        #expect(found(Self.sound + inner) == [])
        func fields(_ count: Int) -> String { Self.sound + (0..<count).map { "X-\($0): \u{E9}\n" }.joined() }
        #expect(found(fields(100) + "\nx").count == BadHeader.maximum)
        func defects(_ text: String) -> [Defect] {
            var reader = ContentReader(charsets: Charsets())
            return reader.read(Array(text.utf8).span).defects
        }
        #expect(defects(fields(BadHeader.maximum + 1) + "\nx") == [.eightBitHeader, .tooManyBadHeaders])
        // The same again is no more.
        #expect(defects(fields(BadHeader.maximum) + "X-1: \u{E9}\n\nx") == [.eightBitHeader])
        #expect(BadHeader(.syntax, field: String(repeating: "\u{1}x", count: 50)).field.hasPrefix("?x?x"))
    }
}
