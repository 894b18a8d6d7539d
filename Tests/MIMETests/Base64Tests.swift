import MIME
import TestSupport
import Testing

@Suite struct Base64OtherReadingsTests {
    private func readings(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        let defects = Base64.decode(bytes.span).defects
        return Base64.otherReadings(of: bytes.span, defects: defects, limit: 100)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("Sound base64 has no other reading")
    func sound() {
        #expect(readings("aGVs\nbG8=\n") == [])
    }

    @Test("Padding in the middle ends it, or is passed over")
    func padding() {
        // "hello": the padding stands within a group.
        #expect(readings("aGVs=bG8=") == ["hel", "hello"])
        #expect(readings("aG=Vs=bG8") == ["h", "hello"])
    }

    @Test("Junk ends it, or takes its line with it, or is of the alphabet for URLs")
    func junk() {
        let all = readings("aGVs\n!!AA\nbG8=")
        #expect(all[0] == "hel")
        #expect(all[1] == "hello")
        let url = Base64.otherReadings(of: Array("-_-_".utf8).span, defects: [.base64Junk], limit: 100)
        #expect(url.contains([0xFB, 0xFF, 0xBF]))
    }

    @Test("Law 7: no reading is longer than the limit")
    func limit() {
        let bytes = Array(String(repeating: "AAAA=!", count: 1_000).utf8)
        let found = Base64.otherReadings(of: bytes.span, defects: [.base64Junk, .base64AfterPadding], limit: 10)
        #expect(found.count == 5 && found.allSatisfy { $0.count <= 10 })
    }

    @Test(
        "Blocks of base64 are found in text, words are not",
        arguments: [
            ("hello world\nthis is text with no block in\n", []),
            ("words\nYWJjZGVmZ2hpamts\nbW4=\nmore words\n", ["abcdefghijklmn"]),
            ("YWJjZGVmZ2hpamts\n\nbW5vcHFyc3R1dnd4\n", ["abcdefghijkl", "mnopqrstuvwx"]),
            ("YWJjZGVmZ2hpams=\nbW5vcHFyc3R1dnd4", ["abcdefghijk", "mnopqrstuvwx"]),
            ("short\nAAAA\n", []), ("", []), ("YWJjZGVmZ2hpam=s\n", []),
        ])
    func blocks(_ text: String, _ expected: [String]) {
        let found = Base64.blocks(in: Array(text.utf8).span, limit: 1_000, most: 2)
        #expect(found.blocks.map { String(decoding: $0, as: UTF8.self) } == expected)
        #expect(found.isComplete)
    }

    @Test("Blocks beyond the most, or the limit, are said not to be all")
    func incompleteBlocks() {
        let text = Array("YWJjZGVmZ2hpamts\n\nbW5vcHFyc3R1dnd4\n".utf8)
        #expect(Base64.blocks(in: text.span, limit: 12, most: 1) == ([Array("abcdefghijkl".utf8)], false))
        #expect(Base64.blocks(in: text.span, limit: 12, most: 2).isComplete)
        #expect(Base64.blocks(in: text.span, limit: 3, most: 2) == ([Array("abc".utf8)], false))
    }
}

@Suite struct Base64Tests {
    struct Case: Sendable {
        let input: String
        let output: String
        var defects: DefectSet = []
    }

    @Test(
        "Base64 is decoded as it comes",
        arguments: [
            Case(input: "", output: ""),
            Case(input: "aGVsbG8=", output: "hello"),
            Case(input: "aGVs\r\nbG8=\r\n", output: "hello"),
            Case(input: "aG\tV s\nbG8 =", output: "hello"),
            Case(input: "aGVsbG8", output: "hello", defects: [.base64Length]),
            Case(input: "aGVsb", output: "hel", defects: [.base64Length]),
            Case(input: "aG!Vs-bG8=", output: "hello", defects: [.base64Junk]),
            Case(input: "aGVsbG8=aGVsbG8=", output: "hellohello", defects: [.base64AfterPadding]),
            Case(input: "aA==\r\naGVs", output: "hhel", defects: [.base64AfterPadding]),
            Case(input: "====", output: ""),
            Case(input: "a===", output: "", defects: [.base64Length]),
        ])
    func decode(_ test: Case) {
        let (bytes, defects) = Base64.decode(Array(test.input.utf8).span)
        #expect(String(decoding: bytes, as: UTF8.self) == test.output)
        #expect(defects == test.defects)
    }

    @Test("A limit cuts and is noted, whatever it is")
    func limits() {
        let input = Array("aGVsbG8gd29ybGQ=".utf8)
        for limit in 0...12 {
            let (bytes, defects) = Base64.decode(input.span, limit: limit)
            #expect(bytes == Array("hello world".utf8.prefix(limit)))
            #expect(defects.contains(.decodedTooLarge) == (limit < 11))
        }
    }

    @Test("What was encoded comes back, with line ends anywhere", arguments: 0..<10)
    func roundTrip(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for count in 0..<100 {
            let original = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            var encoded: [UInt8] = []
            for start in stride(from: 0, to: count, by: 3) {
                let group = Array(original[start..<min(start + 3, count)])
                let word = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
                for letter in 0..<4 {
                    encoded.append(letter <= group.count ? alphabet[word >> (18 - 6 * letter) & 63] : 0x3D)
                    if Int.random(in: 0..<10, using: &generator) == 0 { encoded += [0x0D, 0x0A] }
                }
            }
            let (bytes, defects) = Base64.decode(encoded.span)
            #expect(bytes == original)
            #expect(defects.isEmpty)
        }
    }
}
