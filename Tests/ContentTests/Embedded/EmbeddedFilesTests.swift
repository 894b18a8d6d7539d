import Evidence
import Foundation
import MIME
import TestSupport
import Testing

@testable import Content

@Suite("Files within parts, as they are read")
struct EmbeddedFilesTests {
    private func read(_ bytes: [UInt8], _ limits: ReadingLimits = ReadingLimits(), details: Bool = true) -> Reading {
        var reader = ContentReader(limits: limits, charsets: Charsets())
        return reader.read(bytes.span, details: details)
    }

    private func leaves(_ bytes: [UInt8]) -> [[UInt8]] {
        var reader = ContentReader(charsets: Charsets())
        _ = reader.read(bytes.span)
        var leaves: [[UInt8]] = []
        reader.forEachLeaf(of: bytes.span) { leaf in
            leaves.append(Array(copying: leaf))
            return true
        }
        return leaves
    }

    private static let page = Array("<html><p>cheap sieve <a href='http://in.example/'>here</a></html>".utf8)

    private func mail(_ body: [UInt8], _ header: String = "Subject: x\n") -> [UInt8] {
        Array((header + "\nSee below.\n").utf8) + body + Array("Regards\n".utf8)
    }

    private func tnefMail(_ stream: TNEFStream) -> [UInt8] {
        Array(
            """
            Content-Type: multipart/mixed; boundary=b

            --b

            Hello
            --b
            Content-Type: application/ms-tnef; name=winmail.dat
            Content-Transfer-Encoding: base64

            \(Data(stream.bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]))
            --b--

            """.utf8)
    }

    @Test("A file in text is an attachment, a leaf for the scanner, and no words", arguments: EncodedForm.allCases)
    func attachment(_ form: EncodedForm) {
        let message = mail(form.lines(Self.page, name: "Price.html"))
        for bytes in [message, message.withCRLF] {
            let reading = read(bytes)
            #expect(reading.defects == [])
            #expect(
                reading.attachments == [
                    Attachment(
                        names: ["Price.html"], declaredType: "", detectedType: "text/html", byteCount: Self.page.count)
                ])
            #expect(leaves(bytes).count == 2 && leaves(bytes).last == Self.page)
            #expect(reading.parts.map(\.parent) == [nil, 0])
            #expect(reading.parts[1].attachment == 0 && reading.parts[1].byteCount == Self.page.count)
            #expect(reading.parts[0].attachment == nil)
            #expect(reading.parts[0].text.contains("See below.\nRegards"))
            // What shows as HTML is read as such.
            #expect(reading.urls.map(\.text) == ["http://in.example/"])
            let texts = Set(reading.tokenTexts)
            #expect(
                texts.isSuperset(of: [
                    "structure:name:price.html", "structure:suffix:.html", "structure:detected:text/html", "text:cheap",
                    "text:below",
                ]))
            #expect(!texts.contains { $0.contains("begin") || $0.contains("converted") } || form == .base64)
        }
    }

    @Test("The tree shows files below the part that they stand in, and the parts behind it as before")
    func outline() {
        let file = EncodedForm.uuencode.lines(
            EncodedForm.binHex.lines(Array("%PDF-1".utf8), name: "b.pdf"), name: "a.hqx")
        let bytes =
            Array("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n".utf8) + file
            + Array("--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\n".utf8)
            + EncodedForm.yEnc.lines([1, 2], name: "c")
            + Array("--c\nContent-Type: image/gif; name=d.gif\n\nGIF89a\n--c--\n--b--\n".utf8)
        let reading = read(bytes)
        #expect(reading.parts.map(\.parent) == [nil, 0, 1, 2, 0, 4, 5, 4])
        #expect(reading.parts.map(\.embeddedForm) == [nil, nil, .uuencode, .binHex, nil, nil, .yEnc, nil])
        #expect(reading.attachments.map(\.names) == [["a.hqx"], ["b.pdf"], ["c"], ["d.gif"]])
        #expect(reading.parts.map(\.attachment) == [nil, nil, 0, 1, nil, nil, 2, 3])
        #expect(reading.attachments[1].detectedType == "application/pdf")
        var plain = reading
        (plain.parts, plain.tokenTexts) = ([], [])
        #expect(read(bytes, details: false) == plain)
        #expect(leaves(bytes).count == 6)
    }

    @Test("TNEF: attachments by all names, texts by their charsets, HTML and RTF")
    func tnef() {
        var stream = TNEFTests.whole
        var inner = TNEFStream()
        inner.add(0x0006_9007, TNEFStream.number(1_251, 4))
        inner.add(0x0002_800C, [0xEF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2])
        inner.add(properties: [
            TNEFStream.property(
                0x1009, 0x102,
                TNEFStream.compressed(
                    Array("{\\rtf1\\fromhtml1{\\*\\htmltag <a href=\"http://rtf.example/\">}wrapped}".utf8)))
        ])
        stream.attach(
            "forwarded", nil,
            properties: [
                TNEFStream.property(0x3701, 0x0D, [UInt8](repeating: 9, count: 16) + inner.bytes),
                TNEFStream.property(0x3001, 0x1F, TNEFStream.wide("Weiterleitung: Grüße")),
            ])
        let reading = read(tnefMail(stream))
        #expect(reading.defects == [])
        #expect(
            reading.attachments.map(\.names) == [
                ["winmail.dat"], ["SHORT~1.TXT", "short of it.txt"], ["two.bin"], ["linked.doc"],
                ["forwarded", "Weiterleitung: Grüße"],
            ])
        #expect(reading.attachments.map(\.declaredType).dropFirst() == ["text/plain", "", "", ""])
        #expect(reading.attachments.last?.detectedType == "application/vnd.ms-tnef")
        #expect(reading.urls.map(\.text) == ["http://rtf.example/"])
        let texts = Set(reading.tokenTexts)
        for word in ["plain", "wide", "html", "rich", "one", "привет", "wrapped"] {
            #expect(texts.contains("text:\(word)"), "\(word)")
        }
        #expect(texts.contains("structure:name:short of it.txt"))
        let winmail = 2
        #expect(reading.parts.filter { $0.parent == winmail }.count == 8)
        #expect(reading.parts.suffix(2).map(\.parent) == [reading.parts.count - 3, reading.parts.count - 3])
    }

    @Test("What is broken in a file is said of it, what is broken in TNEF of its part")
    func defects() {
        let lines = String(decoding: EncodedForm.uuencode.lines(Array("x".utf8)), as: UTF8.self)
        let reading = read(mail(Array(lines.replacing("end\n", with: "").utf8)))
        #expect(reading.defects == [.encodedFileWithoutEnd])
        #expect(reading.parts.map(\.defects.sorted) == [[], [.encodedFileWithoutEnd]])
        var stream = TNEFStream()
        stream.add(0x0002_800C, Array("text".utf8))
        stream.truncate(by: 3)
        let broken = read(tnefMail(stream))
        #expect(broken.defects == [.malformedTNEF])
        #expect(broken.parts[2].defects.sorted == [.malformedTNEF])
    }

    @Test("Law 7: files within files to a depth, to a number, to a size; each breach is said")
    func limits() {
        var nested = Array("x".utf8)
        for _ in 0..<10 { nested = EncodedForm.uuencode.lines(nested) }
        var limits = ReadingLimits()
        limits.embeddedDepth = 10
        #expect(read(mail(nested), limits).defects == [])
        #expect(read(mail(nested), limits).attachments.count == 10)
        limits.embeddedDepth = 9
        #expect(read(mail(nested), limits).defects == [.tooDeep])
        #expect(read(mail(nested), limits).attachments.count == 9)

        limits = ReadingLimits()
        limits.embeddedFiles = 5
        #expect(read(mail(nested), limits).defects == [.tooManyParts])
        limits.embeddedFiles = 1_000
        limits.parts = 6
        #expect(read(mail(nested), limits).defects == [.tooManyParts])
        #expect(read(mail(nested), limits).parts.count == 6)

        let large = mail(EncodedForm.base64.lines([UInt8](repeating: 7, count: 1_000)))
        limits = ReadingLimits()
        limits.decodedPartBytes = 999
        #expect(read(large, limits).defects.contains(.decodedTooLarge))
        limits = ReadingLimits()
        limits.decodedBytes = 999
        #expect(read(large, limits).defects.contains(.expandedTooFar))
    }

    @Test("Law 7: runs of BinHex grow no further than the limit on expansion")
    func bomb() {
        // Each pair of bytes makes 254 zeros: a mark and a count.
        let message = mail(
            EncodedForm.binHexed(data: [UInt8](repeating: 0, count: 1_200_000), resource: [], "zeros"))
        #expect(message.count < 20_000)
        var limits = ReadingLimits()
        #expect(read(message, limits).defects == [])
        // A small message counts as a megabyte.
        limits.embeddedExpansion = 1
        let reading = read(message, limits)
        #expect(reading.defects.contains(.expandedTooFar))
        #expect((1_000_000...1 << 20).contains(reading.attachments[0].byteCount))
    }

    @Test("Law 7: TNEF in TNEF is read to the depth, and copied no more than the limit on expansion allows")
    func nestedTNEF() {
        var bytes = TNEFStream()
        bytes.add(0x0002_800C, [UInt8](repeating: 0x61, count: 200_000))
        for _ in 0..<60 {
            var outer = TNEFStream()
            outer.attach("a", bytes.bytes)
            bytes = outer
        }
        let reading = read(tnefMail(bytes))
        #expect(reading.defects == [.tooDeep])
        var limits = ReadingLimits()
        limits.embeddedDepth = 100
        #expect(read(tnefMail(bytes), limits).defects.contains(.expandedTooFar))
    }

    @Test(
        "Law 7: any number of openings without a file, and of files, are read in a line of time",
        arguments: [
            "begin 644 a\n", "begin 644 a\n#0V%T\n", "begin 644 a\n#0V%T\njunk\n", "=ybegin line=1 size=1 name=a\n",
            "=ybegin line=1 size=1 name=a\nk\n", "(This file must be converted with BinHex 4.0)\n",
            "(This file must be converted with BinHex 4.0)\n:abc\n", "begin-base64 644 a\nQUJD\n\n", "begin 644 a\n\n",
        ])
    func openings(_ line: String) {
        let clock = ContinuousClock()
        func time(_ count: Int) -> Duration {
            let bytes = mail(Array(String(repeating: line, count: count).utf8))
            return clock.measure { _ = read(bytes, details: false) }
        }
        // A square would take four hundred times as long.
        let (short, long) = (time(1_000), time(20_000))
        #expect(long < short * 100 + .seconds(2))
    }

    @Test("Law 7: any bytes around and within files are read, with LF and CRLF alike")
    func anyBytes() {
        for seed in 1...150 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var bytes = generator.mailLikeBytes(count: 60).filter { $0 != 0x0D } + [0x0A, 0x0A]
            for form in EncodedForm.allCases.shuffled(using: &generator) {
                var lines = form.lines(generator.mailLikeBytes(count: 90))
                if Bool.random(using: &generator) {
                    let place = Int.random(in: lines.indices, using: &generator)
                    lines[place] = UInt8.random(in: 0x20...255, using: &generator)
                }
                bytes += lines + generator.mailLikeBytes(count: 30).filter { $0 != 0x0D } + [0x0A]
            }
            let (lf, crlf) = (read(bytes, details: false), read(bytes.withCRLF, details: false))
            #expect(lf.tokens == crlf.tokens, "\(seed)")
            #expect(lf.attachments.map(\.names) == crlf.attachments.map(\.names), "\(seed)")
            #expect(lf.defects == crlf.defects, "\(seed)")
        }
    }
}
