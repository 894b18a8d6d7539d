import Evidence
import MIME
import Testing

@testable import Content

@Suite struct HiddenTextTests {
    private func content(_ html: String) -> HTMLContent {
        var reader = HTMLReader(limits: ReadingLimits())
        var content = HTMLContent()
        _ = reader.read(Array(html.utf8).span, into: &content, byteLimit: .max, textLimit: .max)
        return content
    }

    private func words(_ text: [UInt8]) -> [String] {
        String(decoding: text, as: UTF8.self).split { $0.isWhitespace }.map(String.init)
    }

    @Test(arguments: [
        "<div style='display:none'>x</div>", "<div style='DISPLAY : NONE !important;'>x</div>",
        "<div style='display:/* */none'>x</div>", "<p style='visibility:hidden'>x</p>",
        "<span style='font-size:0'>x</span>", "<span style='font-size:1px'>x</span>",
        "<span style='font-size:.5pt'>x</span>", "<span style='font-size:0.01em'>x</span>",
        "<p style='font-size:1%'>x</p>", "<p style='opacity:0'>x</p>", "<p style='opacity:0.01'>x</p>",
        "<font color=white>x</font>", "<font color='#FFFFFF'>x</font>", "<font color=fffffe>x</font>",
        "<body bgcolor=#123456><p style='color:#123456'>x</p>", "<p style='color:#fff'>x</p>",
        "<p style='color:rgb(255,255,255)'>x</p>", "<p style='color:rgb(100%, 100%, 99%)'>x</p>",
        "<p style='color:rgba(0,0,0,0)'>x</p>", "<p style='color:transparent'>x</p>",
        "<p style='color:#00000000'>x</p>",
        "<table><tr bgcolor=red><td><font color=#ff0000>x</font></table>",
        "<div style='background:url() #000'><p style='background:#000;color:black'>x</p></div>",
        "<div style='background-color:#eee'><i style='color:#eeeeef'>x</i></div>",
        "<div style='position:absolute;left:-9999px'>x</div>", "<div style='position:fixed;top:-99em'>x</div>",
        "<div style='text-indent:-600px'>x</div>", "<div style='margin-left:-5000px'>x</div>",
        "<div style='max-height:0;overflow:hidden'>x</div>",
        "<div style='width:0px;height:0px;overflow:hidden'>x</div>",
        "<div hidden>x</div>", "<div style='mso-hide:all'>x</div>", "<input type=hidden value=x>",
        "<img style='display:none' alt=x>", "<div style=display:none><div style='display:block'><b>x</b></div></div>",
        "<p style='visibility:hidden'><b>x</b></p>", "<style>.p{display:none}</style><div class='a p'>x</div>",
        "<style><!-- p , div.q { color : #FFF } --></style><div class=q>x</div>",
        "<style>/* a */ #z{font-size:0px}</style><b id=Z>x</b>", "<style>i{visibility:hidden}</style><i>x</i>",
        "<style>@media print{.p{color:red}} .p{opacity:0}</style><div class=p>x</div>",
    ])
    func `Text that is there and not seen is kept apart`(html: String) {
        // A page's body begins where something else stands first.
        let isPage = html.hasPrefix("<body")
        let content = content(isPage ? html : "before " + html + " after")
        #expect(words(content.hiddenText) == ["x"])
        #expect(words(content.text) == (isPage ? [] : ["before", "after"]))
    }

    @Test(arguments: [
        "<p style='visibility:hidden'><b style='visibility:visible'>x</b></p>",
        "<div style='font-size:0'><span style='font-size:12px'>x</span></div>",
        "<div style='display:none;display:block'>x</div>", "<div style='left:-9999px'>x</div>",
        "<div style='height:0'>x</div>", "<div style='overflow:hidden;width:10px'>x</div>",
        "<body bgcolor=black><font color=white>x</font>",
        "<table background=a.gif><td><font color=white>x</font></table>",
        "<div style='background:url(a.png)'><font color=white>x</font></div>", "<p style='font-size:small'>x</p>",
        "<p style='font-size:80%'>x</p>", "<p style='opacity:.5'>x</p>", "<p style='text-indent:-20px'>x</p>",
        "<p style='color:inherit'>x</p>", "<p style='color:var(--x)'>x</p>", "<p style='color:#ddd'>x</p>",
        "<p style='background:#123'><b style='color:white'>x</b></p>", "<p style=''>x</p>",
        "<p style=';;:;a:;:b'>x</p>",
        "<style>@media only screen{.p{display:none}}</style><div class=p>x</div>",
        "<style>.a .p{display:none}</style><div class=p>x</div>",
        "<style>.p{display:none}</style><div class=p style='display:block'>x</div>", "<div class=p>x</div>",
        "<div style='display:none'>y</div>x", "<p style='display:none'>y<p>x", "<input type=text value=x>",
        "<table><tr><td style='display:none'>y<td>x</table>",
    ])
    func `Text that is seen stays text`(html: String) {
        #expect(words(content(html).text) == ["x"])
    }

    @Test func `Words with something hidden in them are whole, and what was hidden is there too`() {
        let torn = content("V<span style='font-size:0'>qq</span>iag<b style=display:none>zz</b>ra")
        #expect(words(torn.text) == ["Viagra"])
        #expect(words(torn.hiddenText) == ["qq", "zz"])
        let block = content("<div>one<div style='display:none'>zz</div>two<div>three</div></div>")
        #expect(words(block.text) == ["onetwo", "three"])
    }

    @Test func `A reading has both texts, GTUBE in either, and knows URLs that are not seen`() {
        var reader = ContentReader(charsets: Charsets())
        let message = Array(
            """
            Content-Type: text/html

            <p>shown http://a.example</p><p style="display:none">secret http://b.example
            XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X
            <a href="http://c.example">c</a></p><a href="http://d.example">d http://b.example</a>
            """.utf8)
        let reading = reader.read(message.span, details: true)
        #expect(reading.parts[0].text.contains("shown"))
        #expect(!reading.parts[0].text.contains("secret"))
        #expect(reading.parts[0].hiddenText.contains("secret"))
        #expect(reading.containsGTUBE)
        let hidden = reading.urls.filter { $0.traits.contains(.hidden) }.map(\.text)
        #expect(hidden == ["http://c.example"])
        #expect(reading.urls.count == 4)
        #expect(reading.tokenTexts.contains("text:secret"))
    }

    @Test func `Law 7: styles of any depth, number and size are read in linear time`() {
        let deep = String(repeating: "<div style='font-size:50%;color:#fff;background:#000'>", count: 5_000) + "x"
        let rules = "<style>" + (0..<50_000).map { ".c\($0),.d{display:none}" }.joined() + "</style>"
        let classes = "<p class='" + String(repeating: "c1 ", count: 100_000) + "'>x"
        let declarations = "<p style='" + String(repeating: "color:#fff;", count: 100_000) + "'>x"
        let nested = "<style>" + String(repeating: "@media{", count: 100_000) + "</style>x"
        let comments = "<style>" + String(repeating: "/*", count: 100_000) + "</style>x"
        let odd = "<p style='" + String(repeating: "font-size:999999999999999999999.99999999em;", count: 1_000) + "'>x"
        let elapsed = ContinuousClock().measure {
            for html in [deep, rules + classes, declarations, nested, comments, odd] {
                let content = content(html)
                #expect(content.text.count + content.hiddenText.count > 0)
            }
        }
        #expect(elapsed < .seconds(30))
    }

    @Test(
        arguments: [
            ("#fff", .color(0xFFFFFF)), ("#12ab56", .color(0x12AB56)), ("#1234", .color(0x112233)), ("#12345", nil),
            ("#12345600", .transparent), ("#123456ff", .color(0x123456)), ("white", .color(0xFFFFFF)),
            ("ffffff", .color(0xFFFFFF)),
            ("transparent", .transparent), ("rgb(1,2,3)", .color(0x010203)), ("rgb(1 2 3 / 0)", .transparent),
            ("rgba(300,-1,0,1)", .color(0xFF0000)), ("rgb(1,2)", nil), ("rgb(", nil), ("hsl(1,2%,3%)", nil), ("", nil),
            ("#", nil),
            ("nocolor", nil),
        ] as [(String, CSSColor.Value?)])
    func `Colours are read`(text: String, expected: CSSColor.Value?) {
        #expect(CSSColor.value(of: Array(text.utf8).span) == expected)
    }
}
