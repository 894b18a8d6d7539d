import Evidence
import MIME
import Testing

@testable import Content

@Suite struct LinkTests {
    private func read(_ html: String) -> Reading {
        var reader = ContentReader(charsets: Charsets())
        return reader.read(Array("Content-Type: text/html; charset=utf-8\n\n\(html)".utf8).span, details: true)
    }

    @Test(arguments: [
        ("<a href='http://evil.example/x'>www.bank.test</a>", "bank.test"),
        ("<a href='http://evil.example/x'>Log in at <b>https://www.bank.co.uk/login</b> now</a>", "bank.co.uk"),
        ("<a href='http://evil.example/x'> bank.com </a>", "bank.com"),
        ("<a href='http://192.0.2.1/'>www.bank.test</a>", "bank.test"),
        ("<a href='http://evil.example'><img alt='www.bank.test'></a>", "bank.test"),
        ("<a href='http://bank.com@evil.example/'>BANK.com/login</a>", "bank.com"),
        ("<a href='http://evil.example'>w<i style='font-size:0'>q</i>ww.bank.test</a>", "bank.test"),
        ("<a href='http://www.bank.test/'>www.bank.test</a>", ""), ("<a href='http://a.bank.test/'>bank.test</a>", ""),
        ("<a href='http://count.example/?u=http%3A%2F%2Fwww.bank.test'>www.bank.test</a>", ""),
        ("<a href='http://evil.example/'>click here</a>", ""), ("<a href='http://evil.example/'>README.md</a>", ""),
        ("<a href='http://evil.example/'>e.g. this</a>", ""), ("<a href='http://evil.example/'>joe@bank.test</a>", ""),
        ("<a href='http://evil.example/'>version 1.2</a>", ""),
        ("<a href='mailto:a@evil.example'>www.bank.test</a>", ""),
        ("<a href='http://evil.example/'></a>www.bank.test", ""), ("<a name=x>www.bank.test</a>", ""),
        ("<img src='http://evil.example/'>www.bank.test", ""),
    ])
    func `A link whose text names another domain is told`(html: String, claim: String) {
        let reading = read(html)
        #expect(reading.urls.map(\.claimedDomain).first { !$0.isEmpty } ?? "" == claim)
        #expect(reading.urls.contains { $0.traits.contains(.misleading) } == !claim.isEmpty)
        #expect(reading.parts[0].marks.contains(.misleadingLinks) == !claim.isEmpty)
    }

    @Test(arguments: [
        ("<meta http-equiv=Refresh content='0; url=http://evil.example/'>", ["http://evil.example/"], "refresh"),
        ("<meta http-equiv=refresh content=\"5;URL = 'http://evil.example/a'\">", ["http://evil.example/a"], "refresh"),
        ("<meta http-equiv=refresh content='0,http://evil.example'>", ["http://evil.example"], "refresh"),
        ("<form action='http://evil.example/f'><input></form>", ["http://evil.example/f"], "forms"),
        ("<button formaction='//evil.example/g'>x</button>", ["http://evil.example/g"], ""),
        (
            "<img srcset='http://a.example/1.png 1x, http://a.example/2.png 2x,//b.example/3'>",
            [
                "http://a.example/1.png", "http://a.example/2.png", "http://b.example/3",
            ], ""
        ),
        (
            "<base href='http://evil.example/a/b'><a href='c?d'>x</a><a href='/e'>x</a><a href='#f'>x</a>",
            [
                "http://evil.example/a/b", "http://evil.example/a/c?d", "http://evil.example/e",
            ], ""
        ),
        ("<base href='http://evil.example'><img src=c.png>", ["http://evil.example", "http://evil.example/c.png"], ""),
        ("<a href='c'>x</a><base href='d'><a href='e'>x</a>", [], ""),
        ("<script>x</script>", [], "scripts"), ("<p onclick='x'>x", [], "scripts"),
        ("<a href=' javascript:x'>x</a>", ["javascript:x"], "scripts"),
        ("<img src='data:image/png;base64,AAAA'>", [], "embedded-data"),
        (
            "<iframe src='data:text/html;base64,PGEgaHJlZj0naHR0cDovL2V2aWwuZXhhbXBsZSc+c2VjcmV0PC9hPg=='></iframe>",
            [
                "http://evil.example"
            ], "embedded-data"
        ),
        (
            "<a href='data:text/html,%3Cp%3Esecret%20http://evil.example%3C/p%3E'>x</a>", ["http://evil.example"],
            "embedded-data"
        ),
    ])
    func `Addresses of a page are found wherever they stand`(html: String, urls: [String], mark: String) {
        let reading = read(html)
        #expect(reading.urls.map(\.text) == urls)
        #expect(reading.parts[0].marks.names == (mark.isEmpty ? [] : [mark]))
    }

    @Test func `Forms and pages that go on by themselves are traits of the URL, embedded pages text of the page`() {
        #expect(read("<form action='http://a.example'>").urls.first?.traits == .form)
        #expect(read("<meta http-equiv=refresh content='0;url=http://a.example'>").urls.first?.traits == .refresh)
        // Browsers pass over white space before a scheme, and over tabs and line ends in it.
        for scheme in [" data:", "da\nta:", "d\tat\ra:"] {
            let disguised = read("<iframe src='\(scheme)text/html,hello'></iframe>")
            #expect(disguised.parts[0].text.contains("hello"), "\(scheme)")
        }
        let embedded = read("seen <iframe src='data:text/html,hello%20<b>there</b>'></iframe>")
        #expect(embedded.parts[0].text.contains("hello there"))
        #expect(embedded.tokenTexts.contains("text:hello"))
    }

    @Test func `Law 7: a page of links is read in linear time`() {
        let links = (0..<20_000).map { "<a href=http://a\($0).example>www.b\($0).test</a>" }.joined()
        let open = String(repeating: "<a href=http://a.example>www.b.test ", count: 15_000)
        let data = String(repeating: "<a href='data:text/html,", count: 20_000)
        let nested = (0..<6).reduce("<p>x") { html, _ in
            "<a href=\"data:text/html," + html.replacing("\"", with: "%22") + "\">y"
        }
        let sets = "<img srcset='" + String(repeating: "http://a.example 1x,", count: 20_000) + "'>"
        let base =
            "<base href='http://a.example/" + String(repeating: "x", count: 200_000) + "'>"
            + String(repeating: "<a href=b>", count: 20_000)
        let elapsed = ContinuousClock().measure {
            for html in [links, open, data, nested, sets, base] {
                #expect(read(html).urls.count <= ReadingLimits().urls)
            }
        }
        #expect(elapsed < .seconds(60))
    }
}
