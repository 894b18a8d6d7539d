import Evidence
import Foundation
import MIME
import TestSupport
import Testing

@testable import Content

/// `corpora/mime/ambiguous`: a message for each way in which two mail readers may take one differently, and beside them
/// what must be found in it.
@Suite struct AmbiguousMailTests {
    struct Expected: Decodable, CustomTestStringConvertible, Sendable {
        let file: String
        let about: String
        /// Must be among the defects.
        let defects: [String]
        /// Whether the message must be unchecked (ambiguous); where false it must not.
        let unchecked: Bool
        /// Must be in what the virus scanner gets as decoded leaves, each in one leaf.
        let payloads: [String]
        /// Must be among the tokens.
        let words: [String]
        /// Must be among the names of attachments.
        let names: [String]

        var testDescription: String { "\(file): \(about)" }
    }

    static let folder = Corpora.root.appending(path: "corpora/mime/ambiguous")

    /// What `expected.json` says of each message.
    static func expected() throws -> [Expected] {
        try JSONDecoder().decode([Expected].self, from: Data(contentsOf: folder.appending(path: "expected.json")))
    }

    @Test("Every message has its expectation, and every expectation its message")
    func complete() throws {
        let files = Corpora.own("mime/ambiguous").map(\.lastPathComponent).filter { $0.hasSuffix(".eml") }
        #expect(Set(files) == Set(try Self.expected().map(\.file)))
        #expect(files.count > 150)
    }

    @Test("Law 8: every reading of an ambiguous message is scanned and tokenised, and its defects are named")
    func readings() throws {
        var reader = ContentReader(charsets: Charsets())
        for expected in try Self.expected() {
            let file = [UInt8](try Data(contentsOf: Self.folder.appending(path: expected.file)))
            let crlf = LineEnds.normalized(file.span).bytes
            check(crlf, expected, &reader, "CRLF")
            // Files keep their line ends where a command reads them without the mail path.
            if !file.contains(0x0D), !file.contains(0) { check(file, expected, &reader, "LF") }
        }
    }

    private func check(_ bytes: [UInt8], _ expected: Expected, _ reader: inout ContentReader, _ form: String) {
        let reading = reader.read(bytes.span, details: true)
        let names = reading.defects.map(\.name)
        let isUnchecked = reading.defects.contains(where: \.isAmbiguous)
        let missing = expected.defects.filter { !names.contains($0) }
        #expect(missing.isEmpty, "\(expected.testDescription) (\(form)): \(missing) not in \(names)")
        #expect(isUnchecked == expected.unchecked, "\(expected.testDescription) (\(form)): \(names)")
        #expect(!names.contains("too-many-readings"), "\(expected.testDescription) (\(form)): \(names)")
        var leaves: [[UInt8]] = []
        reader.forEachLeaf(of: bytes.span) { leaf in
            leaves.append(leaf.withUnsafeBufferPointer { Array($0) })
            return true
        }
        for payload in expected.payloads {
            #expect(
                leaves.contains { $0.firstRange(of: Array(payload.utf8)) != nil },
                "\(expected.testDescription) (\(form)): \(payload) is in none of \(leaves.count) leaves, \(names)")
        }
        for word in expected.words {
            #expect(reading.tokenTexts.contains(word), "\(expected.testDescription) (\(form)): no \(word), \(names)")
        }
        let shown = reading.attachments.flatMap(\.names)
        for name in expected.names {
            #expect(shown.contains(name), "\(expected.testDescription) (\(form)): \(name) is not in \(shown)")
        }
    }

    @Test("Another reading's URLs and names are found, and the part tree stays that of the main reading")
    func wordsOfOtherReadings() {
        let text = """
            Content-Type: multipart/mixed; boundary=a; boundary=b

            --a

            plain
            --a--
            --b
            Content-Type: text/html; name=page.html

            <a href="http://hidden.example/">lotterywinner</a>
            --b--
            """
        var reader = ContentReader(charsets: Charsets())
        let reading = reader.read(Array(text.utf8).span, details: true)
        #expect(reading.parts.map(\.mediaType) == ["multipart/mixed", "text/plain"])
        #expect(reading.parts[1].text.contains("plain"))
        #expect(reading.urls.map(\.text) == ["http://hidden.example/"])
        #expect(reading.tokenTexts.contains("text:lotterywinner"))
        #expect(reading.attachments.map(\.names) == [["page.html"]])
        let isPlain = reader.isPlain(Array(text.utf8).span)
        #expect(!isPlain)
    }

    @Test("Law 7: a message of every trick there is ends at the limit, and says so")
    func limited() {
        var limits = ReadingLimits()
        limits.readings = 2
        var reader = ContentReader(limits: limits, charsets: Charsets())
        let text = """
            Content-Type: text/plain
            Content-Type: multipart/mixed; boundary=a; boundary=b
             \u{20}
            Content-Transfer-Encoding(x): base64

            --b
            """
        let reading = reader.read(Array(text.utf8).span)
        #expect(reading.defects.contains(.tooManyReadings))
        // Many parts that are each open to three decodings.
        let part = "--a\nContent-Transfer-Encoding: x\n\n"
        let parts = (0..<2_000).map { part + "part \($0)\n" }.joined()
        var many = ContentReader(charsets: Charsets())
        let bytes = Array(("Content-Type: multipart/mixed; boundary=a\n\n" + parts + "--a--\n").utf8)
        let defects = many.read(bytes.span).defects
        #expect(defects.contains(.tooManyReadings))
        var leaves = 0
        many.forEachLeaf(of: bytes.span) { _ in
            leaves += 1
            return true
        }
        #expect(leaves == 2_000 + OtherLeaves.maximum)
    }

    @Test("A message without a defect has one reading")
    func plain() {
        let text = """
            Content-Type: multipart/mixed; boundary=a

            This is a multi-part message in MIME format.
            --a
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --a--
            """
        var reader = ContentReader(charsets: Charsets())
        let bytes = Array(text.utf8)
        let defects = reader.read(bytes.span).defects
        #expect(defects == [])
        var leaves = 0
        reader.forEachLeaf(of: bytes.span) { _ in
            leaves += 1
            return true
        }
        let isPlain = reader.isPlain(bytes.span)
        #expect(leaves == 1 && isPlain)
    }
}
