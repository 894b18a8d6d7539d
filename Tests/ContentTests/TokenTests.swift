import Evidence
import Testing

@testable import Content

@Suite struct TokenTests {
    @Test(
        arguments: [
            ("", 0x370F0DACA08C9B79), ("a", 0x3E30D8008C253FF7), ("ab", 0x6A652A7474E78C9A),
            ("viagra", 0x2D628C3DC19F932A), ("12345678", 0x8D3911C372A366CC), ("123456789", 0x3922B2B3F64B5881),
            ("ä", 0x7FADDC543CEF58D6),
            ("from:domain:example.com", 0x18E03C79F8AFC8D7), ("\u{0}", 0x508FF223B96AEBFA),
            ("\u{0}\u{0}", 0x34780C541DD3124C),
        ] as [(String, UInt64)])
    func `The hash of a token never changes`(text: String, expected: UInt64) {
        let hash = TokenHash.hash(Array(text.utf8).span)
        #expect(hash == expected, "\(text): 0x\(String(hash, radix: 16, uppercase: true))")
    }

    @Test func `Hashes of near texts share no pattern in the 61 bits of a key`() {
        var keys: Set<UInt64> = []
        var ones = [Int](repeating: 0, count: 61)
        let count = 200_000
        for number in 0..<count {
            let key = Token(section: .text, hash: TokenHash.hash(Array("w\(number)".utf8).span)).key
            keys.insert(key)
            for bit in 0..<61 where key >> UInt64(bit) & 1 == 1 { ones[bit] += 1 }
        }
        #expect(keys.count == count)
        for (bit, share) in ones.enumerated() { #expect(abs(share * 2 - count) < count / 50, "bit \(bit): \(share)") }
    }

    private func texts(_ write: (inout TokenWriter) -> Void) -> [String] {
        var writer = TokenWriter(limit: 1_000)
        writer.keepsTexts = true
        write(&writer)
        return writer.drain().texts.sorted()
    }

    private func words(_ text: String) -> [String] {
        texts { $0.words(Array(text.utf8).span, .text) }.map { String($0.dropFirst(5)) }
    }

    @Test(arguments: [
        ("Buy VIAGRA now!", ["buy", "now!", "viagra"]), ("don't e-mail me", ["don't", "e-mail", "me"]),
        ("$9.99, 1,000", ["$9.99", "1,000"]), ("end. Next", ["end", "next"]), ("a@b.example", ["a@b.example"]),
        ("GRÜSSE Привет ΑΒΓ", ["grüsse", "αβγ", "привет"]),
        ("soft\u{AD}hyphen zero\u{200B}width", ["softhyphen", "zerowidth"]),
        ("“quoted”—dash", ["dash", "quoted"]), ("中文字", ["中", "中文", "文字"]), ("日本 語", ["日", "日本", "語"]),
        ("abc中文def", ["abc", "def", "中", "中文"]), ("ＶＩＡＧＲＡ", ["viagra"]), ("-- ''' ...", []), ("", []),
        (String(repeating: "x", count: 41), ["~a+"]),
    ])
    func `Text is cut into words`(text: String, expected: [String]) {
        #expect(words(text) == expected.sorted())
    }

    @Test(arguments: [
        ("20021006.A4f-xyz", "98.A191a1-a3"), ("ABC", "A3"), ("", ""), ("äb", "u2a1"), ("a1b2", "a191a191"),
    ])
    func `A shape tells kinds and lengths`(text: String, expected: String) {
        var shape: [UInt8] = []
        Shape.append(Array(text.utf8).span, to: &shape)
        #expect(String(decoding: shape, as: UTF8.self) == expected)
    }

    private func received(_ value: String, isLeading: Bool = true) -> [String] {
        var isLeading = isLeading
        return texts { ReceivedTokens.write(Array(value.utf8).span, isLeading: &isLeading, into: &$0) }.map {
            String($0.dropFirst(9))
        }
    }

    @Test func `Received gives hosts, networks and shapes, not the date`() {
        let tokens = received(
            "from Mail.Spam.Example (unknown [192.0.2.77]) by mx.example.org (Postfix) with ESMTP id 4ABC12 "
                + "for <joe@example.org>; Sun, 06 Oct 2002 22:52:52 +0100")
        #expect(
            Set(tokens).isSuperset(of: [
                "host:mail.spam.example", "domain:spam.example", "tld:example", "ip:192.0.2.77", "ip24:192.0.2",
                "ip16:192.0", "word:unknown", "word:postfix", "word:esmtp", "id:91A391292", "for:joe@example.org",
                "syntax:fbwir",
            ]) || Set(tokens).contains("id:91A392"))
        #expect(!tokens.contains { $0.contains("oct") || $0.contains("2002") })
    }

    @Test(arguments: [
        "from mx.example.org ([127.0.0.1]) by localhost (tamis, port 10024) with LMTP id x; Sun, 6 Oct 2002 08:00:08 +0000",
        "from mail.example.net (mail.example.net [192.0.2.1]) by mx.example.org (tamis, port 10024) with ESMTP id x; date",
        "from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTP id 4ABC for <joe@example.org>; date",
        "from localhost (localhost [IPv6:::1]) by mx.example.org (Postfix) with ESMTP id 4ABC; date",
        "from mx.example.org by mx.example.org with LMTP id 4ABC (envelope-from <x@y>); date",
        "from x by y (amavisd-new, port 10024) with ESMTP id 1; date",
    ])
    func `Received fields of our own host and behind it give nothing`(value: String) {
        #expect(received(value) == [])
        #expect(received(value, isLeading: false) != [])
    }
}
