import Testing

@testable import tamis

@Suite("Log writer")
struct LogWriterTests {
    @Test(
        "A record is one line, whatever is in it",
        arguments: ["a\r\nb", "a\nb", "a\rb", "a\u{1B}[2Jb", "a\u{9B}b", "a\u{2028}b", "a\u{85}b", "a\0b"])
    func oneLine(text: String) {
        let line = LogWriter.oneLine(text)
        #expect(line.hasPrefix("a ") && line.hasSuffix("b"), "\(line.debugDescription)")
        #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
    }

    @Test("Letters of any script stay")
    func letters() {
        #expect(LogWriter.oneLine("grün, почта, 郵件") == "grün, почта, 郵件")
    }
}
