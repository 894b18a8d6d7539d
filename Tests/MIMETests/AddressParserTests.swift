import MIME
import Testing

@Suite struct AddressParserTests {
    @Test(
        "Address lists are read in all their forms",
        arguments: [
            ("", []),
            ("a@b.c", ["<a@b.c>"]),
            ("<a@b.c>", ["<a@b.c>"]),
            ("Joe Q. Public <a@b.c>", ["Joe Q. Public<a@b.c>"]),
            ("\"Public, Joe \\\"Q\\\"\" <a@b.c>, d@e", ["Public, Joe \"Q\"<a@b.c>", "<d@e>"]),
            ("a@b.c (Joe Public)", ["Joe Public<a@b.c>"]),
            ("Joe (his mail) <a@b.c>", ["Joe<a@b.c>"]),
            ("=?utf-8?q?J=C3=BCrgen?= <a@b.c>", ["Jürgen<a@b.c>"]),
            ("\"=?utf-8?q?J=C3=BCrgen?=\" <a@b.c>", ["Jürgen<a@b.c>"]),
            ("Friends: a@b, \"C D\" <c@d>;, e@f", ["<a@b>", "C D<c@d>", "<e@f>"]),
            ("undisclosed-recipients:;", []),
            ("<@x,@y:a@b.c>", ["<a@b.c>"]),
            ("\"a b\"@c.d", ["<a b@c.d>"]),
            ("a . b @ c . d", ["<a.b@c.d>"]),
            ("root", ["<root>"]),
            ("a@b; c@d", ["<a@b>", "<c@d>"]),
            ("Joe <a@b", ["Joe<a@b>"]),
            ("paypal@example.org <thief@example.net>", ["paypal@example.org<thief@example.net>"]),
            (",,a@b,,", ["<a@b>"]),
            ("<>", ["<>"]),
        ])
    func mailboxes(_ text: String, _ expected: [String]) {
        let own = AddressParser.mailboxes(Array(text.utf8)).map { mailbox in
            let name = mailbox.displayText(charsets: NativeCharsets())
            return String(decoding: name + [0x3C] + mailbox.address + [0x3E], as: UTF8.self)
        }
        #expect(own == expected)
    }

    @Test("A group keeps its name, and a domain is what follows the last @")
    func parts() {
        let entries = AddressParser.parse(Array("Team A: x@y@z;".utf8))
        let mailbox = Mailbox.expected(local: "x@y", domain: "z")
        #expect(entries.count == 1)
        guard case .group(let name, let members) = entries.first else {
            Issue.record("no group")
            return
        }
        #expect(name == Array("Team A".utf8))
        #expect(members.map(\.localPart) == [mailbox.0])
        #expect(members.map(\.domain) == [mailbox.1])
    }
}

extension Mailbox {
    fileprivate static func expected(local: String, domain: String) -> ([UInt8], [UInt8]) {
        (Array(local.utf8), Array(domain.utf8))
    }
}
