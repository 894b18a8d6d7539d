import Evidence
import MIME
import TestSupport
import Testing

@testable import Content

@Suite("Parts whose transfer encoding is x-uuencode")
struct UuencodedPartTests {
    private static let page = Array("<html><p>cheap sieve <a href='http://in.example/'>here</a></html>".utf8)

    private func mail(_ body: [UInt8]) -> [UInt8] {
        Array("Content-Type: application/octet-stream; name=b.bin\nContent-Transfer-Encoding: x-uuencode\n\n".utf8)
            + body
    }

    private func read(_ bytes: [UInt8]) -> (reading: Reading, leaves: [[UInt8]]) {
        var reader = ContentReader(charsets: Charsets())
        let reading = reader.read(bytes.span, details: true)
        var leaves: [[UInt8]] = []
        reader.forEachLeaf(of: bytes.span) { leaf in
            leaves.append(Array(copying: leaf))
            return true
        }
        let isPlain = reader.isPlain(bytes.span)
        #expect(!isPlain)
        return (reading, leaves)
    }

    @Test("The part is the decoded file, and the scanner gets what others show of it besides")
    func decoded() {
        let body = EncodedForm.uuencode.lines(Self.page, name: "a.html")
        for (bytes, body) in [(mail(body), body), (mail(body).withCRLF, body.withCRLF)] {
            let (reading, leaves) = read(bytes)
            #expect(reading.defects == [.uncommonTransferEncoding])
            #expect(leaves.first == Self.page && leaves.contains(body))
            #expect(
                reading.attachments.first
                    == Attachment(
                        names: ["b.bin"], declaredType: "application/octet-stream", detectedType: "text/html",
                        byteCount: Self.page.count))
            #expect(reading.parts.map(\.encoding) == [.uuencode] && reading.parts[0].byteCount == Self.page.count)
            #expect(reading.tokenTexts.contains("structure:encoding:uuencode"))
        }
    }

    @Test("A body without a file is taken as it is, and the message is unchecked")
    func noFile() {
        let (reading, leaves) = read(mail(Array("Hello\n".utf8)))
        #expect(reading.defects == [.uncommonTransferEncoding, .malformedEncodedFile])
        #expect(leaves.first == Array("Hello\n".utf8))
    }

    @Test("A file that breaks off is decoded as far as it goes")
    func broken() {
        let (reading, leaves) = read(mail(Array("begin 644 a\n%2&5L;&\\`\n".utf8)))
        #expect(reading.defects == [.uncommonTransferEncoding, .encodedFileWithoutEnd])
        #expect(leaves.first == Array("Hello".utf8))
    }
}
