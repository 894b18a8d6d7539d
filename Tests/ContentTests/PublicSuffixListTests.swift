import Testing

@testable import Content

@Suite struct PublicSuffixListTests {
    private func domain(of host: String) -> String? {
        let bytes = Array(host.utf8)
        return PublicSuffixList.shared.registrableStart(of: bytes.span).map {
            String(decoding: bytes[$0...], as: UTF8.self)
        }
    }

    @Test(arguments: [
        ("www.example.com", "example.com"), ("example.com", "example.com"), ("a.b.example.co.uk", "example.co.uk"),
        ("co.uk", nil), ("com", nil), ("user.github.io", "user.github.io"), ("a.user.github.io", "user.github.io"),
        ("www.ck", "www.ck"), ("a.b.c.ck", "b.c.ck"), ("a.xn--55qx5d.cn", "a.xn--55qx5d.cn"),
        ("xn--55qx5d.cn", nil), ("a.b.no-such-suffix", "b.no-such-suffix"), ("", nil), (".", nil), (".a.b", nil),
        ("b\u{E4}r.de", nil), ("a b.de", nil), ("localhost", nil),
    ])
    func `A host is split by the list`(host: String, expected: String?) {
        #expect(domain(of: host) == expected)
    }

    @Test func `Law 7: what is longer than a name has no domain, and no bytes are too odd`() {
        #expect(domain(of: String(repeating: "a.", count: 126) + "b") == "a.b")
        #expect(domain(of: String(repeating: "a.", count: 127) + "b") == nil)
        #expect(domain(of: String(repeating: ".", count: 200)) == nil)
        for byte in UInt8.min ... .max {
            _ = PublicSuffixList.shared.registrableStart(of: [0x61, 0x2E, byte, 0x2E, byte].span)
        }
    }
}
