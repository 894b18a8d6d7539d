import MIME
import Testing

@Suite struct TraceFieldTests {
    @Test(
        "Dates are read, obsolete and sloppy ones too",
        arguments: [
            ("Fri, 21 Nov 1997 09:55:06 -0600", 880_127_706),
            ("21 Nov 97 09:55:06 CST", 880_127_706),
            ("Fri, 21 Nov 1997 09(comment):55:06 -0600", nil),
            ("Thu, 1 Jan 1970 00:00:00 GMT", 0),
            ("Thu, 1 Jan 1970 00:00 +0000", 0),
            ("1 Jan 1970 01:00:00 +0100 (CET)", 0),
            ("Thu Jan  1 00:00:00 1970", 0),
            ("Thu, Jan 1 1970 00:00:00 Z", 0),
            ("29 Feb 2000 00:00:00 +0000", 951_782_400),
            ("Wed, 17-May-2000 19:35:05 -0400", 958_606_505),
            ("Sat, 31 Dec 2016 23:59:60 +0000", 1_483_228_800),
            ("31 Dec 1969 23:59:59 +0000", -1),
            ("99 Jan 1970 00:00:00 GMT", nil), ("1 Foo 1970 00:00:00 GMT", nil), ("1 Jan 1970", nil),
            ("1 Jan 1970 25:00:00", nil), ("", nil), ("yesterday", nil),
        ])
    func date(_ text: String, _ expected: Int?) {
        #expect(MailDate.parse(Array(text.utf8))?.epochSeconds == expected)
    }

    @Test("The clauses of a Received field are told apart")
    func received() {
        let text = """
            from mx.example.org (mx.example.org [192.0.2.1]) (using TLSv1.3) by mail.example.com (Postfix) with ESMTPS \
            id 4ABC for <user@example.com>; Tue, 14 Nov 2023 10:20:30 +0100 (CET)
            """
        let received = Received.parse(Array(text.utf8))
        #expect(received.from == Array("mx.example.org".utf8))
        #expect(received.fromComment == Array("mx.example.org [192.0.2.1] using TLSv1.3".utf8))
        #expect(received.by == Array("mail.example.com".utf8))
        #expect(received.with == Array("ESMTPS".utf8))
        #expect(received.id == Array("4ABC".utf8))
        #expect(received.forAddress == Array("user@example.com".utf8))
        #expect(received.date?.epochSeconds == 1_699_953_630)
    }

    @Test("A Received field of nothing, or of keywords only, has empty clauses")
    func emptyReceived() {
        #expect(Received.parse([]) == Received.parse(Array("from".utf8)))
        #expect(Received.parse(Array("(comment) ; date".utf8)).from.isEmpty)
    }

    @Test(
        "Message identifiers are found with and without brackets",
        arguments: [
            ("<a@b>", ["a@b"]), ("<a@b> (x) <c@d>", ["a@b", "c@d"]), ("<a @b\t>", ["a@b"]), ("a@b", ["a@b"]),
            ("<a@b", ["a@b"]), ("no id", ["no id"]), ("", []), ("<>", []), ("see a@b there", ["a@b"]),
        ])
    func messageID(_ text: String, _ expected: [String]) {
        #expect(MessageID.parse(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } == expected)
    }
}
