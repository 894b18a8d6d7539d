import Testing
import Transport

@Suite("Ranges of addresses")
struct AddressRangeTests {
    @Test(
        "What is read is written back",
        arguments: ["192.0.2.7", "192.0.2.0/24", "0.0.0.0/0", "10.0.0.0/8", "::1", "2001:db8::/32", "::/0"])
    func reads(_ text: String) {
        #expect(AddressRange(text)?.description == text)
    }

    @Test(
        "What is none is refused, also one with bits behind its prefix",
        arguments: [
            "", "/", "/8", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.7/24", "192.0.2",
            "::1/129", "2001:db8::1/32", "192.0.2.0/24/8", "a", "[::1", "192.0.2.0/٣",
        ])
    func refuses(_ text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test("An address lies within or without")
    func contains() throws {
        let cases: [(String, String, Bool)] = [
            ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.129", true),
            ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false), ("127.0.0.0/8", "::ffff:127.0.0.1", true),
            ("::1", "::1", true), ("[::1]", "::1", true), ("::/0", "2001:db8::1", true), ("::/0", "127.0.0.1", false),
            ("2001:db8::/33", "2001:db8:8000::", false), ("2001:db8::/33", "2001:db8:7fff::", true),
            ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "", false), ("192.0.2.7", "mx.example.org", false),
        ]
        for (range, address, expected) in cases {
            let range = try #require(AddressRange(range))
            #expect(range.contains(address) == expected, "\(range) \(address)")
        }
    }
}
