import MailObject
import TestSupport
import Testing

@testable import Policy

@Suite("Recipient table")
struct RecipientTableTests {
    /// The settings that tell by their level which match they came from.
    private static func table(_ matches: [String]) throws -> RecipientTable {
        RecipientTable(
            try matches.enumerated().map { number, text in
                let match = try #require(RecipientMatch(text), "\(text)")
                return (match, RecipientSettings(tag2Level: Double(number), subjectTag: nil))
            })
    }

    private static let matches = [
        "user+list@mx.example.org", "user@mx.example.org", "mx.example.org", ".mx.example.org", ".example.org", ".org",
        "Other@Example.ORG", "example.net", "\"a b\"@example.net", "user@[192.0.2.1]", "bücher.example",
    ]

    @Test(
        "amavis' order: the address, without its extension, the domain, .domain longest first",
        arguments: [
            ("user+list@mx.example.org", 0), ("USER+List@MX.Example.Org", 0), ("user+x@mx.example.org", 1),
            ("user+@mx.example.org", 1), ("user@mx.example.org", 1), ("user+list+x@mx.example.org", 1),
            ("+list@mx.example.org", 2), ("x@mx.example.org", 2), ("x@a.mx.example.org", 3),
            ("x@b.a.mx.example.org", 3), ("x@example.org", 4), ("x@a.example.org", 4), ("x@xexample.org", 5),
            ("x@org", 5), ("other@example.org", 6), ("other+y@example.org", 6), ("x@example.net", 7),
            ("x@a.example.net", nil), ("\"a b\"@example.net", 8), ("user@[192.0.2.1]", 9), ("x@bücher.example", 10),
            ("\"x@example.com\"@example.net", 7), ("postmaster", nil), ("", nil), ("@", nil), ("x@", nil),
            ("x@example.com", nil), ("x@.", nil), ("x@com", nil), ("x@example.org.", nil),
        ] as [(String, Int?)])
    func order(_ recipient: String, _ expected: Int?) throws {
        let found = try Self.table(Self.matches).settings(for: Path(recipient))
        #expect(found?.tag2Level == expected.map(Double.init))
    }

    @Test("Of equal matches the first counts")
    func first() throws {
        let table = try Self.table(["a@example.org", "A@example.org", "example.com", "EXAMPLE.com"])
        #expect(table.settings(for: Path("a@example.org"))?.tag2Level == 0)
        #expect(table.settings(for: Path("a@example.com"))?.tag2Level == 2)
    }

    @Test("An empty table has nothing for anybody")
    func empty() {
        #expect(RecipientTable().isEmpty)
        #expect(RecipientTable().settings(for: Path("a@example.org")) == nil)
    }

    @Test("Any bytes are looked up, and a domain of thousands of dots is not")
    func junk() throws {
        let table = try Self.table(Self.matches)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let count = Int.random(in: 0..<300, using: &generator)
            let path = Path((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
            #expect(table.settings(for: path) == nil)
        }
        let dots = Path("x@" + String(repeating: "a.", count: 100_000) + "org")
        #expect(table.settings(for: dots) == nil)
    }

    @Test(
        "The three forms, in lower case",
        arguments: [
            ("User+X@Example.ORG", "user+x@example.org"), ("Example.org", "example.org"),
            (".Example.org", ".example.org"), (".ORG", ".org"), ("x@localhost", "x@localhost"),
            ("Ü@bücher.example", "Ü@bücher.example"), ("a_b.example", "a_b.example"),
        ])
    func forms(_ text: String, _ description: String) throws {
        let match = try #require(RecipientMatch(text))
        #expect(match.description == description)
        #expect(RecipientMatch(match.description) == match)
    }

    @Test(
        "Anything else is no match",
        arguments: [
            "", ".", "..", "user", "@example.org", "user@", "a b@example.org", "user@example..org", "example.org.",
            "-a.example", "*.example.org", "*@example.org", "user@exam ple.org", "a,b@example.org", "<a@example.org>",
            "a@b@example.org", "a@\u{0}.org", "a\r\n@example.org", "\"a\u{1}\"@example.org", "a@[]", "a@[192.0.2.1",
            String(repeating: "x", count: 64) + ".org", String(repeating: "x.", count: 200) + "org",
        ])
    func refused(_ text: String) {
        #expect(RecipientMatch(text) == nil)
    }
}
