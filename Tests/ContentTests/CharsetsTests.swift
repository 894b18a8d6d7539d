import MIME
import Testing

@testable import Content

@Suite struct CharsetsTests {
    /// A charset's label, a sample in it, and what it says.
    struct Sample: CustomTestStringConvertible, Sendable {
        let label: String
        let bytes: [UInt8]
        let text: String

        init(_ label: String, _ bytes: [UInt8], _ text: String) {
            self.label = label
            self.bytes = bytes
            self.text = text
        }

        var testDescription: String { label }
    }

    static let samples: [Sample] = [
        Sample("utf-8", Array("Grüße 你好".utf8), "Grüße 你好"),
        Sample("us-ascii", Array("plain".utf8), "plain"),
        Sample("windows-1252", [0x80, 0x20, 0x93, 0xE4, 0x94], "€ “ä”"),
        Sample("utf-16", [0xFF, 0xFE, 0x41, 0x00, 0xE4, 0x00], "Aä"),
        Sample("hz-gb-2312", Array("~{VPND~} ok".utf8), "中文 ok"),
        Sample("utf-16be", [0x4E, 0x2D, 0x00, 0x41], "中A"),
        Sample("utf-16le", [0x2D, 0x4E, 0x41, 0x00], "中A"),
        Sample("utf-32be", [0, 0, 0x4E, 0x2D], "中"),
        Sample("utf-32le", [0x2D, 0x4E, 0, 0], "中"),
        Sample("utf-32", [0, 0, 0xFE, 0xFF, 0, 0, 0x4E, 0x2D], "中"),
        Sample("utf-7", Array("Hi +ThZOLQ- +AOQ-".utf8), "Hi 世中 ä"),
        Sample("ibm037", [0xC1, 0x43, 0xF1], "Aä1"),
        Sample("ibm500", [0xC1, 0x43, 0xF1], "Aä1"),
        Sample("ibm1047", [0xC1, 0x43, 0xF1], "Aä1"),
        Sample("iso-8859-2", [0xB1, 0xE6, 0xEA], "ąćę"),
        Sample("iso-8859-3", [0xA1, 0xB1], "Ħħ"),
        Sample("iso-8859-4", [0xBF, 0xA1], "ŋĄ"),
        Sample("iso-8859-5", [0xBF, 0xE0, 0xD8], "При"),
        Sample("iso-8859-6", [0xE3, 0xE4], "كل"),
        Sample("iso-8859-7", [0xE1, 0xE2, 0xE3], "αβγ"),
        Sample("iso-8859-8", [0xE9, 0xEC], "יל"),
        Sample("iso-8859-10", [0xA2, 0xB2], "Ēē"),
        Sample("iso-8859-11", [0xA1, 0xA2], "กข"),
        Sample("iso-8859-13", [0xE0, 0xF0], "ąš"),
        Sample("iso-8859-14", [0xA1, 0xA2], "Ḃḃ"),
        Sample("iso-8859-15", [0xA4, 0xBD], "€œ"),
        Sample("iso-8859-16", [0xAA, 0xBA], "Șș"),
        Sample("windows-1250", [0x8A, 0xB9], "Šą"),
        Sample("windows-1251", [0xCF, 0xF0, 0xE8], "При"),
        Sample("windows-1253", [0xE1, 0x80], "α€"),
        Sample("windows-1254", [0xFD, 0xFE], "ış"),
        Sample("windows-1255", [0xF9, 0xEC], "של"),
        Sample("windows-1256", [0xE3, 0x80], "م€"),
        Sample("windows-1257", [0xE0, 0x80], "ą€"),
        Sample("windows-1258", [0xF0, 0xD5], "đƠ"),
        Sample("windows-874", [0xCA, 0xC7], "สว"),
        Sample("koi8-r", [0xF0, 0xD2, 0xC9], "При"),
        Sample("koi8-u", [0xA6, 0xA7], "ії"),
        Sample("koi8-t", [0xF0, 0xD2], "Пр"),
        Sample("gb18030", [0xD6, 0xD0, 0x81, 0x30, 0x84, 0x36], "中¥"),
        Sample("big5", [0xA4, 0xA4, 0xA4, 0xE5], "中文"),
        Sample("big5-hkscs", [0xA4, 0xA4], "中"),
        Sample("euc-tw", [0xC4, 0xE3], "中"),
        Sample("shift_jis", [0x93, 0xFA, 0x96, 0x7B, 0xB1], "日本ｱ"),
        Sample("euc-jp", [0xC6, 0xFC, 0xCB, 0xDC], "日本"),
        Sample("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42, 0x21], "日本!"),
        Sample("iso-2022-jp-2", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x1B, 0x28, 0x42], "日"),
        Sample("iso-2022-kr", [0x1B, 0x24, 0x29, 0x43, 0x0E, 0x47, 0x51, 0x0F], "한"),
        Sample("iso-2022-cn", [0x1B, 0x24, 0x29, 0x41, 0x0E, 0x56, 0x50, 0x0F], "中"),
        Sample("iso-2022-cn-ext", [0x1B, 0x24, 0x29, 0x41, 0x0E, 0x56, 0x50, 0x0F], "中"),
        Sample("euc-kr", [0xC7, 0xD1, 0xB1, 0xDB], "한글"),
        Sample("johab", [0xD0, 0x65], "한"),
        Sample("viscii", [0xAE, 0xE1], "ệá"),
        Sample("tcvn", [0xB8, 0xAE], "áđ"),
        Sample("armscii-8", [0xB2, 0xB3], "Աա"),
        Sample("georgian-ps", [0xC0, 0xC1], "აბ"),
        Sample("georgian-academy", [0xC0, 0xC1], "აბ"),
        Sample("macintosh", [0x8A, 0x9F], "äü"),
        Sample("x-mac-cyrillic", [0x8F, 0xF0], "Пр"),
        Sample("x-mac-ce", [0x8A, 0x87], "äá"),
        Sample("ibm437", [0x84, 0x81], "äü"),
        Sample("cp737", [0x98, 0x99], "αβ"),
        Sample("cp775", [0x84, 0xD0], "äą"),
        Sample("ibm850", [0x84, 0xE1], "äß"),
        Sample("ibm852", [0xA5, 0x86], "ąć"),
        Sample("ibm855", [0xDD, 0xE1], "Пр"),
        Sample("ibm857", [0x8D, 0x9F], "ış"),
        Sample("ibm858", [0xD5, 0x84], "€ä"),
        Sample("ibm860", [0x84, 0x82], "ãé"),
        Sample("ibm861", [0x8C, 0x82], "ðé"),
        Sample("ibm862", [0x80, 0x81], "אב"),
        Sample("ibm863", [0x82, 0x83], "éâ"),
        Sample("ibm864", [0xE3, 0xD1], "ﻛﺭ"),
        Sample("ibm865", [0x9B, 0x86], "øå"),
        Sample("ibm866", [0x8F, 0xE0], "Пр"),
        Sample("ibm869", [0xD6, 0xD7], "αβ"),
        Sample("cp1125", [0x8F, 0xF7], "Пі"),
        Sample("pt154", [0xCF, 0xF0], "Пр"),
        Sample("rk1048", [0xCF, 0xF0], "Пр"),
        Sample("hp-roman8", [0xCC, 0xCF], "äü"),
    ]

    private func decode(_ bytes: [UInt8], _ label: String, limit: Int = .max) -> (text: String, defect: Defect?) {
        var text: [UInt8] = []
        let defect = Self.charsets.value.decode(bytes.span, label: Array(label.utf8).span, into: &text, limit: limit)
        return (String(decoding: text, as: UTF8.self), defect)
    }

    /// One set for all tests of this suite, which run one after the other on it.
    private struct Shared: @unchecked Sendable {
        let value = Charsets()
    }
    private static let charsets = Shared()

    @Test func `Every charset of the list decodes its sample`() {
        #expect(Self.charsets.value.missing == [])
        for sample in Self.samples {
            let result = decode(sample.bytes, sample.label)
            #expect(result.text == sample.text, "\(sample.label)")
            #expect(result.defect == nil, "\(sample.label)")
        }
        #expect(Self.charsets.value.labels == Self.samples.map(\.label), "a charset of the list has no sample")

        // Labels in every spelling.
        for label in ["ISO_8859-1:1987", "Latin1", "\"windows-1252\"", "CP1252", "iso8859-1"] {
            #expect(decode([0xE4], label) == ("ä", nil), "\(label)")
        }
        #expect(decode([0xD6, 0xD0], "gb2312") == ("中", nil))
        #expect(decode([0xC7, 0xD1], "ks_c_5601-1987") == ("한", nil))

        // What the label does not fit.
        #expect(decode([0x61, 0xE4], "") == ("aä", nil))
        #expect(decode(Array("ä".utf8), "") == ("ä", nil))
        #expect(decode([0xE4], "x-klingon") == ("ä", .unknownCharset))
        #expect(decode(Array("ä".utf8), "x-klingon") == ("ä", .unknownCharset))
        #expect(decode([0xE4], "us-ascii") == ("ä", .malformedText))
        #expect(decode([0x61, 0xFF, 0x62], "utf-8") == ("a\u{FFFD}b", .malformedText))
        #expect(decode([0x61, 0xE4, 0xB8], "utf-8") == ("a\u{FFFD}", .malformedText))
        #expect(decode([0xC0, 0xAF], "utf-8") == ("\u{FFFD}\u{FFFD}", .malformedText))
        #expect(decode([0xED, 0xA0, 0x80], "utf-8") == ("\u{FFFD}\u{FFFD}\u{FFFD}", .malformedText))
        #expect(decode([0xEF, 0xBB, 0xBF, 0x61], "utf-8") == ("a", nil))
        #expect(decode([0x81], "windows-1252") == ("\u{FFFD}", .malformedText))
        #expect(decode([0x61, 0x81, 0xFF, 0x62], "big5").defect == .malformedText)
        #expect(decode([0x00, 0x41, 0xD8, 0x00, 0x00, 0x42], "utf-16be") == ("A\u{FFFD}B", .malformedText))
        #expect(decode([0x4E, 0x2D, 0x00], "utf-16be") == ("中\u{FFFD}", .malformedText))
        #expect(decode([0x41, 0, 0x42, 0], "utf-16") == ("AB", nil))
        #expect(decode([0, 0x41, 0, 0x42], "utf-16") == ("AB", nil))
        // A shift that was left open does not reach into the next text.
        #expect(decode([0x1B, 0x24, 0x42, 0x46, 0x7C], "iso-2022-jp").text == "日")
        #expect(decode(Array("F|".utf8), "iso-2022-jp") == ("F|", nil))

        // Limits never cut a character.
        #expect(decode(Array("aäb".utf8), "utf-8", limit: 2) == ("a", nil))
        #expect(decode([UInt8](repeating: 0xE4, count: 100_000), "iso-8859-1", limit: 5).text.utf8.count <= 8)
        #expect(decode([UInt8](repeating: 0xB1, count: 100_000), "iso-8859-2", limit: 500).text.utf8.count <= 516)
        // Longer than one chunk, valid or not.
        #expect(
            decode([UInt8](repeating: 0xB1, count: 50_000), "iso-8859-2").text == String(repeating: "ą", count: 50_000))
        #expect(decode([UInt8](repeating: 0xFF, count: 20_000), "euc-jp").text.unicodeScalars.count == 20_000)

        // Any bytes in any charset come out as UTF-8, without a trap or an endless loop.
        var generator = SeededBytes(state: 1)
        for label in Self.charsets.value.labels {
            for size in [1, 2, 7, 300, 9_000] {
                var text: [UInt8] = []
                let bytes = generator.bytes(size)
                Self.charsets.value.decode(bytes.span, label: Array(label.utf8).span, into: &text)
                #expect(String(validating: text, as: UTF8.self) != nil, "\(label) \(size)")
                #expect(text.count <= size * 8 + 8, "\(label) \(size)")
            }
        }
    }

    @Test func `iconv's own names are all known to this system`() {
        #expect(Charsets().missing.isEmpty)
    }
}

/// Bytes from a linear congruential generator.
private struct SeededBytes {
    var state: UInt64

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }
}
