import MIME
import Testing

@Suite struct QuotedPrintableTests {
    struct Case: Sendable {
        let input: String
        let output: String
        var defects: DefectSet = []
    }

    @Test(
        "Quoted-printable is decoded as it comes",
        arguments: [
            Case(input: "", output: ""),
            Case(input: "caf=C3=A9", output: "café"),
            Case(input: "caf=c3=a9", output: "café"),
            Case(input: "one=\r\ntwo", output: "onetwo"),
            Case(input: "one=\ntwo", output: "onetwo"),
            Case(input: "one= \t\r\ntwo", output: "onetwo"),
            Case(input: "one \t\r\ntwo  ", output: "one\r\ntwo"),
            Case(input: "a b\tc\n", output: "a b\tc\n"),
            Case(input: "end=", output: "end"),
            Case(input: "x=3", output: "x=3", defects: [.badQuotedPrintable]),
            Case(input: "x=ZZy=4", output: "x=ZZy=4", defects: [.badQuotedPrintable]),
            Case(input: "==41", output: "=A", defects: [.badQuotedPrintable]),
            Case(input: "=\rx", output: "=\rx", defects: [.badQuotedPrintable]),
            Case(input: "a=20\r\nb", output: "a \r\nb"),
        ])
    func decode(_ test: Case) {
        let (bytes, defects) = QuotedPrintable.decode(Array(test.input.utf8).span)
        #expect(bytes == Array(test.output.utf8))
        #expect(defects == test.defects)
    }

    @Test(
        "Other readers pass over an equals sign without a meaning, and the blanks behind it",
        arguments: [
            ("a= b", "ab"), ("a=zb", "azb"), ("a=20b=3D", "a b="), ("a=\nb", "ab"), ("a= \r\nb", "ab"), ("a==41", "aA"),
            ("a=", "a"), ("=4", "4"),
        ])
    func otherReading(_ input: String, _ output: String) {
        let whole = QuotedPrintable.otherReading(of: Array(input.utf8).span, limit: 100)
        #expect(whole == Array(output.utf8))
        let cut = QuotedPrintable.otherReading(of: Array(input.utf8).span, limit: 1)
        #expect(cut.count <= 1)
    }

    @Test("A limit cuts and is noted, whatever it is")
    func limits() {
        let input = Array("caf=65 x  y=20".utf8)
        let whole = Array("cafe x  y ".utf8)
        for limit in 0...12 {
            let (bytes, defects) = QuotedPrintable.decode(input.span, limit: limit)
            #expect(bytes == Array(whole.prefix(limit)))
            #expect(defects.contains(.decodedTooLarge) == (limit < whole.count))
        }
    }
}
