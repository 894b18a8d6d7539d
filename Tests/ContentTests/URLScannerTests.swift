import Evidence
import Testing

@testable import Content

@Suite struct URLScannerTests {
    private func urls(in text: String, limits: ReadingLimits = ReadingLimits()) -> [String] {
        var scanner = URLScanner(limits: limits)
        scanner.scan(Array(text.utf8).span)
        return scanner.urls.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    private func attribute(_ value: String) -> [String] {
        var scanner = URLScanner(limits: ReadingLimits())
        scanner.addAttribute(Array(value.utf8).span)
        return scanner.urls.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test(arguments: [
        ("see http://Example.COM/Path?Q=1#f.", ["http://example.com/Path?Q=1#f"]),
        ("<HTTPS://a.example>, (http://b.example/x)", ["https://a.example", "http://b.example/x"]),
        ("www.Example.com/A and WWW.b.example!", ["http://www.example.com/A", "http://www.b.example"]),
        ("http://www.a.example", ["http://www.a.example"]),
        ("mail MAILTO:Joe@A.example?subject=x ", ["mailto:joe@a.example?subject=x"]),
        ("ftp://f.example/a, svn+ssh://s.example", ["ftp://f.example/a", "svn+ssh://s.example"]),
        ("http://a.example http://a.example http://b.example", ["http://a.example", "http://b.example"]),
        ("“http://q.example/ü”\u{A0}x", ["http://q.example/ü"]),
        ("请看http://中.example/路。好", ["http://xn--fiq.example/路"]),
        ("://x http:// a:b www. awww.x.example //c.example", []),
        ("http://a.example/://http://b.example", ["http://a.example/://http://b.example", "http://b.example"]),
        ("", []), ("www", []), ("www.", []), (":", []), ("x://", []),
    ])
    func `URLs are found in text`(text: String, expected: [String]) {
        #expect(urls(in: text) == expected)
    }

    @Test(arguments: [
        (" http://A.example/X\n", ["http://a.example/X"]), ("//B.example/Y", ["http://b.example/Y"]),
        ("www.c.example/Z", ["http://www.c.example/Z"]), ("mailto:x@d.example", ["mailto:x@d.example"]),
        ("javascript:alert(1)", ["javascript:alert(1)"]), ("ht\ntp://e.example", ["http://e.example"]),
        ("page.html", []), ("#top", []),
        ("cid:part1@x", []), ("data:image/png;base64,AAAA", []), ("", []), ("//", []),
        ("http://f.exa\tmple/", ["http://f.example/"]),
    ])
    func `URLs are taken from attributes`(value: String, expected: [String]) {
        #expect(attribute(value) == expected)
    }

    @Test func `Law 7: many and long URLs are capped`() {
        var limits = ReadingLimits()
        limits.urls = 10
        limits.urlBytes = 20
        #expect(urls(in: (0..<50).map { "http://h\($0).example " }.joined(), limits: limits).count == 10)
        #expect(
            urls(in: "http://a.example/" + String(repeating: "ä", count: 500), limits: limits) == ["http://a.example/ä"]
        )
        // Each of these would be quadratic if it were searched anew from every colon; they nest deeper than is taken apart.
        for piece in [":", "a:", "http:", "://", "www.", "http://www.", "mailto:"] {
            #expect(urls(in: String(repeating: piece, count: 200_000)).count <= 6, "\(piece)")
        }
    }

    @Test(arguments: [
        ("http://user:pw@Host.example:8080/a/b.c?k=v#f", "http", "user:pw", "Host.example", "8080", "/a/b.c", "k=v"),
        ("mailto:joe@a.example?subject=x", "mailto", "joe", "a.example", "", "", "subject=x"),
        ("http://a.example", "http", "", "a.example", "", "", ""),
        ("http://a.example?x", "http", "", "a.example", "", "", "x"),
        ("http://a@b@c.example.:80", "http", "a@b", "c.example", "80", "", ""),
        ("http:", "http", "", "", "", "", ""), ("nothing", "", "", "", "", "nothing", ""), ("", "", "", "", "", "", ""),
        ("http://a.example\\@b.example/", "http", "", "a.example", "", "\\@b.example/", ""),
    ])
    func `A URL splits into its parts`(
        url: String, scheme: String, user: String, host: String, port: String, path: String, query: String
    ) {
        let bytes = Array(url.utf8)
        let parts = URLParts(bytes.span)
        let texts = [parts.scheme, parts.userInfo, parts.host, parts.port, parts.path, parts.query]
            .map { String(decoding: bytes[$0], as: UTF8.self) }
        #expect(texts == [scheme, user, host, port, path, query])
    }
}
