import MIME
import Testing

@Suite struct EncodedWordsTests {
    struct Case: Sendable {
        let input: String
        let output: String
        var defects: DefectSet = []
    }

    @Test(
        "Encoded words are decoded wherever they stand",
        arguments: [
            Case(input: "", output: ""),
            Case(input: "plain text", output: "plain text"),
            Case(input: "=?utf-8?q?caf=C3=A9?=", output: "café"),
            Case(input: "=?UTF-8?B?Y2Fmw6k=?=", output: "café"),
            Case(input: "=?iso-8859-1?Q?caf=E9_x?=", output: "café x"),
            Case(input: "=?us-ascii*en?q?a?=", output: "a"),
            Case(input: "a =?utf-8?q?b?= c", output: "a b c"),
            Case(input: "=?utf-8?q?a?= =?utf-8?q?b?=", output: "ab"),
            Case(input: "=?utf-8?q?a?=\t =?iso-8859-1?q?=E9?= x", output: "aé x"),
            Case(input: "=?utf-8?q?=C3?= =?utf-8?q?=A9?=", output: "é"),
            Case(input: "=?utf-8?b?w?= =?utf-8?b?qQ==?=", output: "\u{FFFD}", defects: [.malformedEncodedWord]),
            Case(input: "\"=?utf-8?q?a?=\"", output: "\"a\""),
            Case(input: "x=?utf-8?q?a?=y", output: "xay"),
            Case(input: "=?utf-8?q?a b?=", output: "a b"),
            Case(input: "=?utf-8?q??=", output: ""),
            Case(input: "=?utf-8?x?a?=", output: "=?utf-8?x?a?=", defects: [.malformedEncodedWord]),
            Case(input: "=?utf-8?q?a", output: "=?utf-8?q?a", defects: [.malformedEncodedWord]),
            Case(input: "=?utf-8", output: "=?utf-8"),
            Case(input: "=??q?a?=", output: "=??q?a?="),
            Case(input: "=?x-unknown?q?a?=", output: "a", defects: [.unknownCharset]),
            Case(input: "=?utf-8?q?a=4?=", output: "a=4", defects: [.malformedEncodedWord]),
            Case(input: "café", output: "café"),
        ])
    func decode(_ test: Case) {
        let (text, defects) = EncodedWords.decode(Array(test.input.utf8), charsets: NativeCharsets())
        #expect(String(decoding: text, as: UTF8.self) == test.output)
        #expect(defects == test.defects)
    }

    @Test("Raw bytes that are not UTF-8 are guessed")
    func rawBytes() {
        let (text, defects) = EncodedWords.decode([0x63, 0xE9, 0x80], charsets: NativeCharsets())
        #expect(String(decoding: text, as: UTF8.self) == "cé€")
        #expect(defects == [.unknownCharset])
    }
}
