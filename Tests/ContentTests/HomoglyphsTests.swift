import Evidence
import Testing

@testable import Content

@Suite struct HomoglyphsTests {
    private func read(_ text: String) -> Reading {
        var reader = ContentReader(charsets: Charsets())
        return reader.read(Array("Content-Type: text/plain; charset=utf-8\n\n\(text)\n".utf8).span, details: true)
    }

    @Test(
        arguments: [
            ("P\u{430}yP\u{430}l", "paypal", .mixedScripts), ("v\u{456}agra", "viagra", .mixedScripts),
            ("B\u{3B1}nk", "bank", .mixedScripts), ("\u{412}ank", "bank", .mixedScripts),
            ("l\u{585}gin", "login", .mixedScripts),
            ("\u{1D42F}\u{1D422}\u{1D41A}\u{1D420}\u{1D42B}\u{1D41A}", "viagra", .styledLetters),
            ("\u{1D5D5}\u{1D5EE}\u{1D5FB}\u{1D5F8}", "bank", .styledLetters),
            ("\u{24B7}\u{24D0}nk", "bank", .styledLetters),
            ("\u{1F171}\u{1F170}nk", "bank", .styledLetters), ("\u{1D7CF}\u{1D7CE}0", "100", .styledLetters),
            ("x-p\u{430}y", "x-pay", .mixedScripts),
        ] as [(String, String, TextMarks)])
    func `A word that looks like one of ASCII is written as it looks, too`(
        word: String, folded: String, marks: TextMarks
    ) {
        let reading = read("see \(word) now")
        #expect(reading.tokenTexts.contains("text:" + folded))
        #expect(reading.tokenTexts.contains { $0.hasPrefix("text:") && !$0.utf8.allSatisfy { $0 < 0x80 } })
        #expect(reading.parts[0].marks == marks)
    }

    @Test(arguments: [
        "\u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}", "\u{441}\u{43E}\u{441}\u{43D}\u{430}",
        "\u{3BB}\u{3CC}\u{3B3}\u{3BF}\u{3C2}",
        "SMS-\u{43A}\u{430}", "5\u{3BC}m", "stra\u{DF}e", "\u{FF56}iagra", "plain", "\u{4F60}\u{597D}a", "\u{1F600}",
    ])
    func `Words of one script stay what they are`(word: String) {
        #expect(read("see \(word) now").parts[0].marks.isEmpty)
    }

    @Test func `A word with letters that look like none of ASCII is marked and not folded`() {
        let reading = read("c\u{43A}\u{438}\u{434}\u{43A}\u{438}")
        #expect(reading.parts[0].marks == .mixedScripts)
        #expect(reading.tokenTexts.filter { $0.hasPrefix("text:") }.count == 1)
    }

    @Test(
        arguments: [
            ("v\u{AD}iagra", .invisibleCharacters), ("v\u{200B}ia\u{200D}gra", .invisibleCharacters),
            ("via\u{2060}gra", .invisibleCharacters), ("via\u{FEFF}gra", .invisibleCharacters),
            ("via\u{202E}gra", .directionOverrides), ("viagra\u{200B} x", []), ("\u{200B}viagra", []),
        ] as [(String, TextMarks)])
    func `Words go on behind what is not seen, and a torn one is marked`(word: String, marks: TextMarks) {
        let reading = read(word)
        #expect(reading.tokenTexts.contains("text:viagra"))
        #expect(reading.parts[0].marks == marks)
    }

    @Test func `A host that looks like one of ASCII is told`() {
        func traits(_ url: String) -> URLTraits { read(url).urls.first?.traits ?? [] }
        #expect(traits("http://p\u{430}ypal.com/") == [.international, .lookalike])
        #expect(traits("http://\u{430}\u{440}\u{440}\u{4CF}\u{435}.com/") == [.international, .lookalike])
        #expect(traits("http://b\u{FC}cher.example/") == .international)
        #expect(traits("http://\u{43F}\u{440}\u{438}\u{43C}\u{435}\u{440}.example/") == .international)
        #expect(traits("http://\u{440}\u{430}\u{443}.\u{440}\u{444}/") == [.international, .lookalike])
    }

    @Test func `Law 7: a megabyte of what is not seen, or of lookalikes, is read in linear time`() {
        let elapsed = ContinuousClock().measure {
            for piece in [
                "\u{200B}", "a\u{200B}", "\u{202E}", "a\u{430}", "\u{430}", "\u{1D42F}", "a\u{430}-", "a\u{430} ",
            ] {
                _ = read(String(repeating: piece, count: 1_000_000 / piece.utf8.count))
            }
        }
        #expect(elapsed < .seconds(60))
        for scalar in UInt32(0x80)...0x1FFFF where Homoglyphs.kind(of: scalar) != .other {
            #expect(Homoglyphs.isCandidate(scalar))
        }
    }
}
