import Evidence
import MIME
import Testing

@testable import Content

@Suite struct HTMLReaderTests {
    private func read(
        _ html: String, limits: ReadingLimits = ReadingLimits(), textLimit: Int = .max
    ) -> (text: String, links: [String], markup: [String], defects: [Defect]) {
        var reader = HTMLReader(limits: limits)
        var content = HTMLContent()
        let defects = reader.read(
            Array(html.utf8).span, into: &content, byteLimit: limits.htmlBytes, textLimit: textLimit)
        return (
            String(decoding: content.text, as: UTF8.self),
            content.links.map { String(decoding: $0.value, as: UTF8.self) },
            content.markup.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }, defects.sorted
        )
    }

    private func words(_ html: String) -> [String] {
        read(html).text.split { $0.isWhitespace }.map(String.init)
    }

    @Test func `Text is what a reader sees, with words as he sees them`() {
        #expect(words("V<b></b>i<!-- no -->a<font color=red>gra</font>") == ["Viagra"])
        #expect(words("one<br>two<p>three<td>four") == ["one", "two", "three", "four"])
        #expect(words("<script>var x = 'evil';</script><style>p { color: red }</style>seen") == ["seen"])
        #expect(words("a &amp; b &#228; &euro; &#x4e2d;") == ["a", "&", "b", "ä", "€", "中"])
        #expect(words("Grüße <b>你好</b>") == ["Grüße", "你好"])
        #expect(words("<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>Grüße") == ["Grüße"])
        #expect(words("<title>Title</title><img alt='picture words'>") == ["Title", "picture", "words"])
        #expect(words("before <a href=x") == ["before"])
        #expect(words("a\u{0}b <b\u{0}>c</b>") == ["a", "b", "c"])
        #expect(words("x <") == ["x", "<"] || words("x <") == ["x"])
        #expect(words("") == [])
        #expect(read("<p>ääää", textLimit: 5).text == "ää\n")
    }

    @Test func `Links and markup come out as values and tokens`() {
        let result = read(
            "<A HREF=' http://a.example/ '>x</A><img src=\"//b.example/i.gif\" width=1 HEIGHT='2 '>"
                + "<form action=http://c.example><td style='COLOR: Red; font-size:1px' onclick='alert(1)' id=u17>")
        #expect(result.links == [" http://a.example/ ", "//b.example/i.gif", "http://c.example"])
        for token in [
            "a", "img", "img.width=1", "img.height=2", "style:color:red",
            "style:font-size:1px",
        ] {
            #expect(result.markup.contains(token), "\(token) in \(result.markup)")
        }
        #expect(!result.markup.contains { $0.contains("alert") || $0.contains("u17") })
        #expect(result.defects.isEmpty)
    }

    @Test func `Law 7: HTML made to take long is cut at the caps, its text kept, and named`() {
        let attributes = (0..<100_000).map { " a\($0)=1" }.joined()
        for tag in [
            "<b\(attributes)>end", "<i x='<b\(attributes)>end", "<i x='>' \(attributes)>end",
            "don't <b\(attributes)>end", "<!-- <i x=' --><b\(attributes)>end", "<b x=\"'\"\(attributes)>end",
        ] {
            let result = read("start <p>" + tag, limits: wide)
            #expect(result.defects == [.tooManyHTMLAttributes], "\(tag.prefix(20))")
            #expect(result.text.hasPrefix("start"))
            #expect(result.text.contains("end"))
        }
        #expect(read("<b" + (0..<256).map { " a\($0)" }.joined() + ">").defects.isEmpty)
        #expect(read("<b" + (0..<257).map { " a\($0)" }.joined() + ">").defects == [.tooManyHTMLAttributes])
        let quoted = "<p title='" + String(repeating: "word ", count: 1_000) + "'>"
        #expect(read(quoted).defects.isEmpty)

        let deep = read(String(repeating: "<div>", count: 200_000) + "core", limits: wide)
        #expect(deep.defects == [.htmlTooDeep])
        #expect(deep.text.contains("core"))
        let unmatched = read(
            String(repeating: "<b>", count: 60_000) + String(repeating: "</i>", count: 60_000) + "core", limits: wide)
        #expect(unmatched.defects == [.htmlTooDeep])
        #expect(unmatched.text.contains("core"))
        let flat = read(String(repeating: "<b>", count: 900) + String(repeating: "</i>", count: 60_000) + "core")
        #expect(flat.text.contains("core"))
        #expect(flat.defects.isEmpty)

        let long = read(String(repeating: "<b>word</b> ", count: 100_000) + "core")
        #expect(long.defects == [.oversizedHTML])
        #expect(long.text.hasSuffix("core"))

        // What is never closed.
        for opening in [
            "<!--", "<script>", "<style>", "<b", "<b x='", "<![CDATA[", "<!doctype ", "&", "&#", "</", "<?",
        ] {
            let result = read("seen " + String(repeating: opening, count: 50_000))
            #expect(result.text.hasPrefix("seen"), "\(opening)")
            #expect(
                read("seen " + opening + String(repeating: "x", count: 100_000)).text.hasPrefix("seen"), "\(opening)")
        }
    }

    private var wide: ReadingLimits {
        var limits = ReadingLimits()
        limits.htmlBytes = 8 << 20
        return limits
    }

    @Test func `The tag stripper keeps text of any input`() {
        for (html, text) in [
            ("a<b>c", "a c"), ("a<b", "a b"), ("<<<", "   "), ("a > b", "a > b"), ("<x><y>", "  "), ("", ""),
        ] {
            var result: [UInt8] = []
            TagStripper.append(Array(html.utf8).span, to: &result, limit: .max)
            #expect(String(decoding: result, as: UTF8.self) == text, "\(html)")
        }
    }
}
