import MIME
import TestSupport
import Testing

@Suite struct LineEndsTests {
    @Test(
        "Law 4: files are read as the mail path would have brought them",
        arguments: [
            ("a\nb", "a\r\nb", 0), ("a\r\nb\r\n", "a\r\nb\r\n", 0), ("a\rb", "a b", 1), ("a\r", "a ", 1),
            ("\r\r\n", " \r\n", 1), ("a\0b", "a b", 1), ("\n\n", "\r\n\r\n", 0), ("\n\r", "\r\n ", 1), ("", "", 0),
        ])
    func normalized(_ input: String, _ output: String, _ replaced: Int) {
        let result = LineEnds.normalized(Array(input.utf8).span)
        #expect(result.bytes == Array(output.utf8))
        #expect(result.replaced == replaced)
    }

    @Test("What is normal stays, and every CR and LF is half of a line end", arguments: 0..<10)
    func idempotent(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let once = LineEnds.normalized(generator.mailLikeBytes(count: 2_000).span).bytes
        let twice = LineEnds.normalized(once.span)
        #expect(twice.bytes == once)
        #expect(twice.replaced == 0)
        for (index, byte) in once.enumerated() {
            if byte == 0x0D { #expect(index + 1 < once.count && once[index + 1] == 0x0A) }
            if byte == 0x0A { #expect(index > 0 && once[index - 1] == 0x0D) }
        }
    }
}
