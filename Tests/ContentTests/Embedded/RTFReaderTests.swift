import TestSupport
import Testing

@testable import Content

@Suite("RTF")
struct RTFReaderTests {
    private let charsets = Charsets()

    private func text(_ rtf: String) -> String {
        let bytes = Array(rtf.utf8)
        return String(decoding: RTFReader(bytes.span, charsets: charsets, limit: 10_000).text, as: UTF8.self)
    }

    @Test(
        "The text, without fonts, pictures and marks",
        arguments: [
            (
                "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}\\pard\\f0\\fs20 Hello, \\b world\\b0 !\\par Bye}",
                "Hello, world!\nBye"
            ),
            ("{\\rtf1\\ansi\\ansicpg1252 Gr\\'fc\\'dfe \\u8364?5\\~\\{x\\}\\\\}", "Grüße €5 {x}\\"),
            ("{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0}", "Пр"),
            ("{\\rtf1\\uc2\\u-10179xx\\u-8704yy!}", "😀!"),
            (
                "{\\rtf1{\\*\\unknown hidden}{\\pict 0123abcd}seen{\\field{\\*\\fldinst HYPERLINK \"http://a.example/\"}}}",
                "seenHYPERLINK \"http://a.example/\""
            ),
            ("{\\rtf1 a\\bin5 }}}}}b}", "ab"),
            ("plain}}}{{{", "plain"),
            ("", ""), ("\\", ""), ("\\'f", "f"), ("\\u", "\0"),
            ("{\\rtf1 a\\tab b\\line c\\rquote}", "a\tb\nc\u{2019}"),
        ])
    func texts(_ rtf: String, _ expected: String) {
        #expect(text(rtf) == expected)
    }

    @Test("The HTML that Outlook wraps in RTF")
    func html() {
        let rtf = Array(
            ("{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\*\\htmltag64 <p>}\\htmlrtf \\b\\htmlrtf0 Hi "
                + "{\\*\\htmltag84 <a href=\"http://a.example/\">}\\htmlrtf {\\ul\\htmlrtf0 link\\htmlrtf }\\htmlrtf0"
                + "{\\*\\htmltag92 </a>}{\\*\\mhtmltag84 <a>}}").utf8)
        let reader = RTFReader(rtf.span, charsets: charsets, limit: 10_000)
        #expect(reader.isHTML)
        #expect(String(decoding: reader.text, as: UTF8.self) == "<p>Hi <a href=\"http://a.example/\">link</a>")
    }

    @Test("Law 7: any bytes are read, and no further than the limit")
    func anyBytes() {
        let pieces = [
            "{", "}", "\\", "\\u", "\\'", "\\bin", "9", "-", "\\*", "\\htmltag", "\\uc", " ", "a", "\\fromhtml",
            "\\ansicpg", "65001", "\u{E4}",
        ]
        for seed in 1...300 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let bytes = (0..<Int(seed)).flatMap { _ in
                Array(pieces[Int.random(in: pieces.indices, using: &generator)].utf8)
            }
            let reader = RTFReader(bytes.span, charsets: charsets, limit: 100)
            #expect(reader.text.count <= 200, "\(seed)")
            let isValid = UTF8Text.isValid(reader.text.span)
            #expect(isValid, "\(seed)")
        }
        let deep = [UInt8](repeating: 0x7B, count: 200_000) + Array("a".utf8) + [UInt8](repeating: 0x7D, count: 300_000)
        #expect(RTFReader(deep.span, charsets: charsets, limit: 10).text == Array("a".utf8))
    }
}
