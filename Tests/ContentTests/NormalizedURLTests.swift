import Evidence
import MIME
import Testing

@testable import Content

@Suite struct NormalizedURLTests {
    @Test(
        arguments: [
            ("http://Example.COM/A?B", "http://example.com/A?B", []),
            ("HTTPS://a.example", "https://a.example", []),
            ("hxxp://a.example/x", "http://a.example/x", .disguised),
            ("hXXps://a[.]b(.)example/", "https://a.b.example/", .disguised),
            ("http://evil[dot]example/x", "http://evil.example/x", .disguised),
            ("http://2130706433/", "http://127.0.0.1/", .oddAddress),
            ("http://0x7f.1/", "http://127.0.0.1/", .oddAddress),
            ("http://017700000001", "http://127.0.0.1", .oddAddress),
            ("http://0xC0.0250.1.2:8080/", "http://192.168.1.2:8080/", .oddAddress),
            ("http://192.168.1.2/", "http://192.168.1.2/", []),
            ("http://192.168.1.256/", "http://192.168.1.256/", []),
            ("http://08.1/", "http://08.1/", []),
            ("http://1.2.3.4.5/", "http://1.2.3.4.5/", []),
            ("http://4294967296/", "http://4294967296/", []),
            ("http://www.bank.example@evil.example/", "http://www.bank.example@evil.example/", .userInfo),
            ("http://a:b@c@evil.example:81/", "http://a:b@c@evil.example:81/", .userInfo),
            ("http:\\\\evil.example\\a\\b?c\\d", "http://evil.example/a/b?c\\d", .backslashes),
            ("http:/evil.example", "http://evil.example", []), ("http:////evil.example/", "http://evil.example/", []),
            ("http:evil.example", "http://evil.example", []),
            ("http://evil.example\\@bank.example/", "http://evil.example/@bank.example/", .backslashes),
            ("http://%65vil.%45xample/%41", "http://evil.example/%41", .encodedHost),
            ("http://a%2Fb.example/", "http://a%2fb.example/", []),
            ("http://a%zz.example/", "http://a%zz.example/", []),
            ("ht\ntp://e\tvil.example/\r\n", "http://evil.example/", .controlCharacters),
            ("http://b\u{FC}cher.example/", "http://xn--bcher-kva.example/", .international),
            ("http://B\u{DC}CHER.example/", "http://xn--bcher-kva.example/", .international),
            ("http://XN--bcher-KVA.example/", "http://xn--bcher-kva.example/", .international),
            ("http://\u{FF45}vil\u{3002}example/", "http://evil.example/", .international),
            ("http://b%C3%BCcher.example/", "http://xn--bcher-kva.example/", [.international, .encodedHost]),
            ("http://evil.example./x", "http://evil.example/x", []),
            ("http://[::1]:80/x", "http://[::1]:80/x", []),
            ("mailto:Joe@A.example?Subject=X", "mailto:joe@a.example?Subject=X", []),
            ("javascript:alert(1)", "javascript:alert(1)", []),
            ("http:", "http://", []), ("http://", "http://", []), ("", "", []), (":", ":", []),
        ] as [(String, String, URLTraits)])
    func `A URL is brought into the form that a browser goes to`(
        written: String, expected: String, traits: URLTraits
    ) {
        let url = NormalizedURL(Array(written.utf8).span, limit: 2_048)
        #expect(String(decoding: url.bytes, as: UTF8.self) == expected)
        #expect(url.traits == traits)
    }

    @Test(arguments: [
        ("http://r.example/?url=http://evil.example/a&x=1", ["http://evil.example/a"]),
        ("http://r.example/?u=http%3A%2F%2Fevil.example%2Fa%3Fb%3Dc&x", ["http://evil.example/a?b=c"]),
        ("http://r.example/?u=https%253A%252F%252Fevil.example%252Fa", ["https://evil.example/a"]),
        ("http://r.example/to/https://evil.example/a?b&c", ["https://evil.example/a?b&c"]),
        ("http://r.example/*http://evil.example", ["http://evil.example"]),
        ("http://r.example/x%3Dhttp%3A%2F%2Fevil.example", ["http://evil.example"]),
        (
            "http://r.example/?u=http://s.example/?u=http://t.example",
            [
                "http://s.example/?u=http://t.example", "http://t.example",
            ]
        ),
        ("http://r.example/xhttp://no.example", []), ("http://r.example/?u=httpd", []),
        ("http://http://evil.example/", []),
    ])
    func `A URL within a URL counts too`(outer: String, inner: [String]) {
        var scanner = URLScanner(limits: ReadingLimits())
        scanner.addAttribute(Array(outer.utf8).span)
        #expect(scanner.urls.map { String(decoding: $0.bytes, as: UTF8.self) }.dropFirst() == inner[...])
        #expect(scanner.urls.dropFirst().allSatisfy { $0.traits.contains(.redirected) })
    }

    @Test func `Law 7: URLs within URLs are taken apart to a depth, and more are said`() {
        func nested(_ count: Int) -> [UInt8] {
            Array((0...count).map { "http://h\($0).example/" }.joined(separator: "?u=").utf8)
        }
        var scanner = URLScanner(limits: ReadingLimits())
        scanner.scan(nested(5).span)
        #expect(scanner.urls.count == 6 && !scanner.nestsTooDeep)
        scanner.removeAll()
        scanner.addAttribute(nested(6).span)
        #expect(scanner.urls.count == 6 && scanner.nestsTooDeep)
        scanner.removeAll()
        #expect(!scanner.nestsTooDeep)
        var reader = ContentReader(charsets: Charsets())
        #expect(reader.read((Array("Subject: x\n\n".utf8) + nested(6)).span).defects == [.nestedURLsTooDeep])
    }

    @Test func `A URL found alone and within another was not only redirected to`() {
        var scanner = URLScanner(limits: ReadingLimits())
        scanner.scan(Array("http://r.example/?u=http://a.example http://a.example".utf8).span)
        #expect(scanner.urls.map(\.traits) == [[], []])
    }

    @Test(arguments: [
        ("see hxxp[:]//evil[.]example/a, or", "http://evil.example/a", "hxxp[:]//evil[.]example/a"),
        ("hxxps[://]evil[.]example", "https://evil.example", "hxxps[://]evil[.]example"),
        ("go to http : // www . evil . example / now", "http://www.evil.example", "http : // www . evil . example"),
        ("http://evil (dot) example/x", "http://evil.example/x", "http://evil (dot) example/x"),
        ("http://evil.example [.] com?q", "http://evil.example.com?q", "http://evil.example [.] com?q"),
        ("http:// evil.example", "http://evil.example", "http:// evil.example"),
        ("hxxp://evil.example/path", "http://evil.example/path", "hxxp://evil.example/path"),
        ("http:\\\\evil.example", "http://evil.example", "http:\\\\evil.example"),
    ])
    func `A disguised URL in text is put together, and kept as written`(text: String, url: String, written: String) {
        var scanner = URLScanner(limits: ReadingLimits())
        scanner.scan(Array(text.utf8).span)
        #expect(scanner.urls.map { String(decoding: $0.bytes, as: UTF8.self) } == [url])
        #expect(scanner.urls.map { String(decoding: $0.written, as: UTF8.self) } == [written])
        #expect(scanner.urls.allSatisfy { !$0.traits.isDisjoint(with: [.disguised, .backslashes]) })
    }

    @Test(arguments: [
        ("go to www[.]evil[.]com/x, now", "http://www.evil.com/x", "www[.]evil[.]com/x"),
        ("evil[dot]com/path", "http://evil.com/path", "evil[dot]com/path"),
        ("(evil(.)co(DOT)uk)", "http://evil.co.uk", "evil(.)co(DOT)uk"),
        ("at Login.Evil{.}com:8080/a?b.", "http://login.evil.com:8080/a?b", "Login.Evil{.}com:8080/a?b"),
        ("“evil[.]com”", "http://evil.com", "evil[.]com"), ("see...evil[.]com.", "http://evil.com", "evil[.]com"),
        ("www.evil[.]com/x", "http://www.evil.com/x", "www.evil[.]com/x"),
        ("b\u{FC}cher[.]de", "http://xn--bcher-kva.de", "b\u{FC}cher[.]de"),
    ])
    func `A host whose dots stand in brackets needs no scheme`(text: String, url: String, written: String) {
        for (before, after) in [("", ""), ("a [ b ( c { [. (.) [dot ", " (d) [.] {dot}"), (". ", "\n")] {
            var scanner = URLScanner(limits: ReadingLimits())
            scanner.scan(Array((before + text + after).utf8).span)
            #expect(scanner.urls.map { String(decoding: $0.bytes, as: UTF8.self) } == [url])
            #expect(scanner.urls.map { String(decoding: $0.written, as: UTF8.self) } == [written])
            #expect(scanner.urls.allSatisfy { $0.traits.contains(.disguised) })
        }
    }

    @Test func `Several such hosts, and those that are named twice`() {
        var scanner = URLScanner(limits: ReadingLimits())
        scanner.scan(Array("a(.)com b[.]com/x, c{.}org|hxxp://a[.]com a[.]com".utf8).span)
        #expect(
            scanner.urls.map { String(decoding: $0.bytes, as: UTF8.self) } == [
                "http://a.com", "http://b.com/x", "http://c.org",
            ])
    }

    @Test(arguments: [
        "joe[.]doe@evil.example", "joe[dot]me[at]evil[dot]com", "joe@mail[.]evil[.]com", "a[.]b", "nowhere[.]invalid",
        "co[.]uk", "www dot evil dot com", "evil [.] com", "ends here (dot) com", "(.)com", "evil[.]", "evil[.)com",
        "evil[dot", "f(.)", "x=evil[.]com", "/evil[.]com", "evil[.]com_x", "evil..[.]com", "\u{80}[.]com",
        "1[.]2[.]3[.]4", "evil[.]" + String(repeating: "a", count: 300),
        String(repeating: "a.", count: 200) + "b[.]com",
        String(repeating: "a[.]", count: 200) + "com",
    ])
    func `Brackets in a sentence, in an address of mail or in a path are no disguise`(text: String) {
        var scanner = URLScanner(limits: ReadingLimits())
        scanner.scan(Array(text.utf8).span)
        #expect(scanner.urls.map { String(decoding: $0.bytes, as: UTF8.self) } == [])
    }

    @Test(arguments: [
        ("See http://evil.example . Then more", ["http://evil.example"]),
        ("See http://localhost. Then", ["http://localhost"]), ("http: // ", []), ("xhttp : // a . b", []),
        ("the http : protocol", []), ("hxxp", []), ("http : //", []), ("http[:", []), ("[:]//", []),
    ])
    func `A sentence is no disguise`(text: String, urls: [String]) {
        var scanner = URLScanner(limits: ReadingLimits())
        scanner.scan(Array(text.utf8).span)
        #expect(scanner.urls.map { String(decoding: $0.bytes, as: UTF8.self) } == urls)
        #expect(scanner.urls.allSatisfy { $0.traits.isEmpty })
    }

    @Test func `Law 7: hostile URLs cost no more than their bytes`() {
        let clock = ContinuousClock()
        let pieces = [
            "http://a/", "http:// ", "hxxp[:]//a[.]", "http : // a . ", "http%3A%2F%2Fa%2F", "http://a@", "http://%25",
            "\\\\", "http://\u{FC}.", "http : //" + String(repeating: "a", count: 250), "0x7f.", "http://xn--a.",
            "a.b/?u=http://", "http://[", "(dot)", " [.] ", "a[.]", "a(.)b[.]com ", "[", "a{.}[.](.)", "a.",
        ]
        let elapsed = clock.measure {
            for piece in pieces {
                var scanner = URLScanner(limits: ReadingLimits())
                let text = Array(String(repeating: piece, count: 1_000_000 / piece.utf8.count).utf8)
                scanner.scan(text.span)
                scanner.addAttribute(text.span)
                #expect(scanner.urls.count <= ReadingLimits().urls)
                #expect(scanner.urls.allSatisfy { $0.bytes.count <= 2 * ReadingLimits().urlBytes })
            }
            var scanner = URLScanner(limits: ReadingLimits())
            let nested = Array(String(repeating: "http://a/?u=", count: 1_000).utf8)
            for _ in 0..<1_000 { scanner.addAttribute(nested.span) }
            #expect(scanner.urls.count <= 7)
        }
        #expect(elapsed < .seconds(60))
    }

    @Test func `A URL keeps domain, Unicode host and what was written for whoever asks`() {
        var scanner = URLScanner(limits: ReadingLimits())
        scanner.scan(Array("http://WWW.B\u{FC}cher.co.uk/ http://www.a.example http://1.2.3.4/".utf8).span)
        let urls = scanner.urls.map { FoundURL($0) }
        #expect(urls.map(\.domain) == ["xn--bcher-kva.co.uk", "a.example", ""])
        #expect(urls.map(\.unicodeHost) == ["www.b\u{FC}cher.co.uk", "", ""])
        #expect(urls.map(\.written) == ["http://WWW.B\u{FC}cher.co.uk/", "", ""])
    }
}
