import Evidence
import MIME
import TestSupport
import Testing

@testable import Content

@Suite struct PartOutlineTests {
    private func read(_ message: String) -> Reading {
        var reader = ContentReader(charsets: Charsets())
        let bytes = Array(message.utf8)
        return reader.read(bytes.span, details: true)
    }

    @Test func `The tree has each part with its text, its attachment and what is broken in it`() {
        let reading = read(
            """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            Sch=F6n
            --b
            Content-Type: message/rfc822

            Subject: inner
            Content-Type: text/html

            <p>in<b>side</b></p>
            --b
            Content-Type: application/pdf; name=a.pdf
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment

            aGVs!G8=
            --b--
            """)
        #expect(reading.parts.map(\.parent) == [nil, 0, 0, 2, 0])
        #expect(
            reading.parts.map(\.mediaType) == [
                "multipart/mixed", "text/plain", "message/rfc822", "text/html", "application/pdf",
            ])
        #expect(reading.parts[1].text.hasPrefix("Schön"))
        #expect(reading.parts[1].charset == "iso-8859-1")
        #expect(reading.parts[1].encoding == .quotedPrintable)
        #expect(reading.parts[1].attachment == nil)
        #expect(reading.parts[3].text.contains("inside"))
        #expect(reading.parts[4].attachment == 0)
        #expect(reading.attachments[0].names == ["a.pdf"])
        #expect(reading.parts[4].disposition == "attachment")
        #expect(reading.parts[4].text.isEmpty)
        #expect(reading.parts.dropLast().allSatisfy { $0.defects.isEmpty })
        #expect(!reading.parts[4].defects.isEmpty)
        #expect(reading.parts[4].defects.sorted == reading.defects)
    }

    @Test func `A fault of the text is one of its part alone, though another part has it too`() {
        let reading = read(
            """
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=x-no-such

            one
            --b

            two
            --b
            Content-Type: text/plain; charset=x-no-such

            three
            --b--
            """)
        #expect(!reading.defects.isEmpty)
        #expect(reading.parts.map(\.defects.sorted) == [[], reading.defects, [], reading.defects])
    }

    @Test func `Broken encoded words of the header are defects of the message`() {
        let reading = read("Subject: =?utf-8?b?!!!?= =?x-no-such?q?a=E4?=\nContent-Type: text/plain\n\nbody\n")
        #expect(reading.defects.contains(.malformedEncodedWord))
        #expect(reading.defects.contains(.unknownCharset))
        #expect(reading.parts[0].defects.sorted == reading.defects)
        #expect(!reading.defects.contains { $0.hidesContent })
    }

    @Test func `Law 7: asking for details changes nothing else, whatever the bytes are`() {
        var reader = ContentReader(charsets: Charsets())
        for seed in 1...200 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            check(&reader, generator.mailLikeBytes(count: Int(seed) * 9), "seed \(seed)")
        }
    }

    @Test(.enabled(if: Corpora.hasShared))
    func `Law 7: asking for details changes nothing else in the corpora`() throws {
        var reader = ContentReader(charsets: Charsets())
        let files = Corpora.mime + Corpora.spamAssassin.prefix(500)
        for (name, bytes) in try files.contents() { check(&reader, bytes, name) }
    }

    private func check(_ reader: inout ContentReader, _ bytes: [UInt8], _ name: String) {
        let plain = reader.read(bytes.span)
        var detailed = reader.read(bytes.span, details: true)
        #expect(detailed.parts.first?.parent == nil && !detailed.parts.isEmpty, "\(name)")
        // Attachments that only another reading has are no parts of the tree.
        #expect(detailed.parts.count { $0.attachment != nil } <= detailed.attachments.count, "\(name)")
        var inParts = DefectSet()
        for part in detailed.parts { inParts.formUnion(part.defects) }
        // Those of URLs and tokens are the whole message's.
        let ofTheWhole: DefectSet = [.tooManyURLs, .tooManyTokens, .nestedURLsTooDeep, .tooManyBadHeaders]
        #expect(detailed.defects.allSatisfy { inParts.contains($0) || ofTheWhole.contains($0) }, "\(name)")
        #expect(plain.parts.isEmpty, "\(name)")
        detailed.parts = []
        detailed.tokenTexts = []
        #expect(detailed == plain, "\(name)")
    }
}
