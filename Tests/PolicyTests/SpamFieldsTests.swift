import Evidence
import MailObject
import Testing

@testable import Policy

@Suite("X-Spam fields")
struct SpamFieldsTests {
    /// Outputs of amavis 2.13's own format code, but for `autolearn`, which Tamis always calls disabled.
    @Test("The status folds where amavis folds")
    func status() {
        let fields = SpamFields(
            score: 7.048,
            symbols: [
                Symbol(name: "BAYES_99", score: 3.5), Symbol(name: "BAYES_999", score: 0.2),
                Symbol(name: "DKIM_SIGNED", score: 0.1), Symbol(name: "DKIM_VALID", score: -0.1),
                Symbol(name: "HTML_MESSAGE", score: 0.001), Symbol(name: "URIBL_BLACK", score: 1.7),
                Symbol(name: "RCVD_IN_BL_SPAMCOP_NET", score: 1.347),
            ], tagLevel: 2, tag2Level: 6.31
        ).fields
        let text = fields.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        #expect(
            text == """
                X-Spam-Flag: YES\r
                X-Spam-Score: 7.048\r
                X-Spam-Level: *******\r
                X-Spam-Status: Yes, score=7.048 tagged_above=2 required=6.31\r
                 tests=[BAYES_99=3.5, BAYES_999=0.2, DKIM_SIGNED=0.1, DKIM_VALID=-0.1,\r
                 HTML_MESSAGE=0.001, URIBL_BLACK=1.7, RCVD_IN_BL_SPAMCOP_NET=1.347]\r
                 autolearn=disabled\r

                """)
    }

    @Test("A short status stands on two lines")
    func shortStatus() {
        let fields = SpamFields(
            score: -2.001,
            symbols: [
                Symbol(name: "ALL_TRUSTED", score: -1), Symbol(name: "BAYES_00", score: -1.9),
                Symbol(name: "DKIM_VALID", score: -0.1),
            ], tagLevel: -999, tag2Level: 6.31
        ).fields
        let text = fields.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        #expect(
            text == """
                X-Spam-Flag: NO\r
                X-Spam-Score: -2.001\r
                X-Spam-Level:\r
                X-Spam-Status: No, score=-2.001 tagged_above=-999 required=6.31\r
                 tests=[ALL_TRUSTED=-1, BAYES_00=-1.9, DKIM_VALID=-0.1] autolearn=disabled\r

                """)
    }

    @Test("Without a score there is x, and neither score nor level")
    func noScore() {
        let fields = SpamFields(
            score: nil, symbols: [Symbol(name: "UNCHECKED", score: 0)], tagLevel: nil, tag2Level: 5
        ).fields
        #expect(fields.map(\.name) == ["X-Spam-Flag", "X-Spam-Status"])
        #expect(fields[0].value == Array("NO".utf8))
        #expect(
            String(decoding: fields[1].value, as: UTF8.self)
                == "No, score=x required=5 tests=[UNCHECKED=0] autolearn=disabled")
    }

    @Test("No test is an empty list, and the level ends at 64 stars")
    func bounds() {
        let none = SpamFields(score: 0, symbols: [], tagLevel: nil, tag2Level: 5).fields
        #expect(String(decoding: none[3].value, as: UTF8.self).contains("tests=[] "))
        let huge = SpamFields(score: 1e300, symbols: [], tagLevel: nil, tag2Level: 5).fields
        #expect(huge[2].value.count == 64)
    }

    @Test(
        "Points are written as amavis writes them",
        arguments: [
            (7.048, "7.048"), (5.0, "5"), (-1.9, "-1.9"), (0.0, "0"), (-0.0001, "0"), (0.1 + 0.2, "0.3"),
            (1003.1, "1003.1"), (-0.05, "-0.05"), (64.9996, "65"),
        ])
    func points(value: Double, text: String) {
        #expect(Points.text(value) == text)
    }

    @Test("Every line is at most 78 columns unless a single word is longer")
    func columns() {
        for count in 0..<40 {
            let words = (0..<count).map { "RULE_NUMBER_\($0)=\($0 % 7).\($0)," }
            let value = FoldedValue.of(words, name: "X-Spam-Status")
            for line in ("X-Spam-Status: " + value).split(separator: "\r\n", omittingEmptySubsequences: false) {
                #expect(line.utf8.count <= 78)
            }
            #expect(value.replacing("\r\n ", with: " ") == words.joined(separator: " "))
        }
    }
}
