import MIME
import TestSupport
import Testing

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
