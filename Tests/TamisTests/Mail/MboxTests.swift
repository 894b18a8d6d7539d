import Foundation
import TestSupport
import Testing

@testable import tamis

@Suite("Mbox")
struct MboxTests {
    private func read(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [MailFile.Message] {
        let path = FileManager.default.temporaryDirectory.appending(path: "tamis-mbox-\(UUID())").path
        try Data(bytes).write(to: URL(filePath: path))
        let file = MailFile(descriptor: open(path, O_RDONLY | O_CLOEXEC), limit: limit)
        try FileManager.default.removeItem(atPath: path)
        var messages: [MailFile.Message] = []
        while let message = try file.next() { messages.append(message) }
        return messages
    }

    private func messages(_ text: String) throws -> [String] {
        try read(Array(text.utf8)).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test("A file that does not start with a From line is one message")
    func plain() throws {
        #expect(try messages("Subject: x\n\nFrom me\n") == ["Subject: x\n\nFrom me\n"])
        #expect(try messages("") == [""])
        #expect(try messages("Fro") == ["Fro"])
    }

    @Test("Messages are cut at From lines after an empty line, and lose that line")
    func cut() throws {
        let text = "From a@b Mon\nSubject: 1\n\none\n\nFrom c@d Tue\nSubject: 2\n\ntwo\n"
        #expect(try messages(text) == ["Subject: 1\n\none\n", "Subject: 2\n\ntwo\n"])
        #expect(
            try messages(text.replacing("\n", with: "\r\n"))
                == ["Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\ntwo\r\n"])
    }

    @Test("A From line in the middle of a paragraph is text")
    func inParagraph() throws {
        #expect(try messages("From a Mon\nS: 1\n\nline\nFrom here on\n") == ["S: 1\n\nline\nFrom here on\n"])
    }

    @Test("Quoted From lines lose one quote")
    func unquote() throws {
        let text = "From a Mon\nS: 1\n\n>From x\n>>From y\n>Fro m\n> From z\n"
        #expect(try messages(text) == ["S: 1\n\nFrom x\n>From y\n>Fro m\n> From z\n"])
    }

    @Test("Empty messages and missing line ends do no harm")
    func odd() throws {
        #expect(try messages("From a") == [""])
        #expect(try messages("From a\n\nFrom b\n\n") == ["", "\n"])
        #expect(try messages("From a\nx\n\nFrom b\ny") == ["x\n", "y"])
    }

    @Test("Lines longer than what is read at a time, and From lines at any place in it", arguments: 0..<12)
    func longLines(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let lengths = [1, 60_000, 65_530, 65_535, 65_536, 65_537, 131_072, 200_000]
        var expected: [[UInt8]] = []
        var file: [UInt8] = []
        for number in 0..<8 {
            var message = Array("Subject: \(number)\n\n".utf8)
            for _ in 0..<3 {
                let length = lengths[Int.random(in: 0..<lengths.count, using: &generator)]
                message += Array(repeating: UInt8(ascii: "x"), count: length) + [0x0A]
            }
            file += Array("From \(String(repeating: "s", count: number * 20_000))\n".utf8) + message + [0x0A]
            expected.append(message)
        }
        file.removeLast()
        #expect(try read(file).map(\.bytes) == expected)
    }

    @Test("Of a message beyond the limit the head is kept, and the next one is whole")
    func limit() throws {
        let long = String(repeating: "0123456789\n", count: 30_000)
        let found = try read(Array("From a\n\(long)\nFrom b\nshort\n".utf8), limit: 100_000)
        #expect(found.map(\.isCut) == [true, false])
        #expect(found[0].bytes == Array(long.utf8.prefix(100_000)))
        #expect(found[1].bytes == Array("short\n".utf8))
        let single = try read(Array(long.utf8), limit: 10)
        #expect(single.map(\.bytes) == [Array("0123456789".utf8)])
        #expect(single[0].isCut)
        #expect(try read(Array("0123456789".utf8), limit: 10).map(\.isCut) == [false])
    }
}
