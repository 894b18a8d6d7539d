import Evidence
import Foundation
import MIME
import TestSupport
import Testing

@testable import Content

@Suite("Files within what other mail readers see")
struct OtherReadingFilesTests {
    private static let page = Array("<html><p>cheap sieve <a href='http://in.example/'>here</a></html>".utf8)

    private func read(
        _ bytes: [UInt8], _ limits: ReadingLimits = ReadingLimits()
    ) -> (reading: Reading, leaves: [[UInt8]]) {
        var reader = ContentReader(limits: limits, charsets: Charsets())
        let reading = reader.read(bytes.span, details: true)
        var leaves: [[UInt8]] = []
        reader.forEachLeaf(of: bytes.span) { leaf in
            leaves.append(Array(copying: leaf))
            return true
        }
        return (reading, leaves)
    }

    /// A part that is seen only by who takes the second boundary.
    private func hidden(_ body: [UInt8]) -> [UInt8] {
        Array("Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\nplain\n--a--\n--b\n\nSee below.\n".utf8)
            + body + Array("Regards\n--b--\n".utf8)
    }

    @Test(
        "A file in text of another reading is listed, scanned and read, and no words", arguments: EncodedForm.allCases)
    func found(_ form: EncodedForm) {
        let message = hidden(form.lines(Self.page, name: "Price.html"))
        for bytes in [message, message.withCRLF] {
            let (reading, leaves) = read(bytes)
            #expect(leaves.contains(Self.page))
            #expect(
                reading.attachments == [
                    Attachment(
                        names: ["Price.html"], declaredType: "", detectedType: "text/html", byteCount: Self.page.count)
                ])
            #expect(reading.parts.map(\.mediaType) == ["multipart/mixed", "text/plain"])
            #expect(reading.parts.allSatisfy { $0.attachment == nil })
            #expect(reading.urls.map(\.text) == ["http://in.example/"])
            let texts = Set(reading.tokenTexts)
            #expect(
                texts.isSuperset(of: [
                    "structure:name:price.html", "structure:detected:text/html", "text:cheap", "text:regards",
                ]))
            // To who takes the first boundary they stand behind the last part.
            #expect(!texts.contains { $0.hasPrefix("text:") && ($0.contains("begin") || $0.contains("converted")) })
        }
    }

    @Test("TNEF in what only some take for base64")
    func tnef() {
        var stream = TNEFStream()
        stream.attach("inner.bin", Array("inner content".utf8))
        let text =
            "Content-Type: application/ms-tnef\nContent-Transfer-Encoding: odd\n\n"
            + Data(stream.bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]) + "\n"
        let (reading, leaves) = read(Array(text.utf8))
        #expect(leaves.contains(Array("inner content".utf8)))
        #expect(reading.attachments.contains { $0.names == ["inner.bin"] })
    }

    @Test("Of x-uuencode the names of both readings are there")
    func uuencodedPart() {
        let header =
            "Content-Type: application/octet-stream; name=b.bin\nContent-Transfer-Encoding: x-uuencode\n\n"
        let (reading, _) = read(Array(header.utf8) + EncodedForm.uuencode.lines(Self.page, name: "a.html"))
        #expect(reading.attachments.flatMap(\.names).contains("a.html"))
        #expect(reading.attachments.first?.names == ["b.bin"])
        #expect(reading.defects == [.uncommonTransferEncoding])
    }

    @Test("What is broken in a file of another reading is the message's")
    func broken() {
        let lines = String(decoding: EncodedForm.uuencode.lines(Array("x".utf8)), as: UTF8.self)
        let (reading, _) = read(hidden(Array(lines.replacing("end\n", with: "").utf8)))
        #expect(reading.defects.contains(.encodedFileWithoutEnd))
    }

    @Test("A body that several readings share is searched once, and its lines are words in none")
    func once() {
        let text = Array("Content-Type: text/plain\nContent-Type: text/html\n\nSee below.\n".utf8)
        var limits = ReadingLimits()
        limits.embeddedFiles = 1
        let (reading, leaves) = read(text + EncodedForm.uuencode.lines(Self.page), limits)
        #expect(reading.defects == [.duplicateContentType])
        #expect(leaves.filter { $0 == Self.page }.count == 1)
        #expect(!reading.tokenTexts.contains { $0.contains("begin") })
    }

    @Test("Law 7: the budget is one for all readings, and its breach is said")
    func budget() {
        let file = EncodedForm.uuencode.lines(Self.page)
        let bytes =
            Array(
                "Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\n".utf8) + file
            + Array("--a--\n--b\n\nother\n".utf8) + file + Array("--b--\n".utf8)
        var limits = ReadingLimits()
        limits.embeddedFiles = 2
        #expect(!read(bytes, limits).reading.defects.contains(.tooManyParts))
        limits.embeddedFiles = 1
        #expect(read(bytes, limits).reading.defects.contains(.tooManyParts))
    }
}
