import MIME
import TestSupport
import Testing

@testable import Content

@Suite("TNEF")
struct TNEFTests {
    private func read(_ bytes: [UInt8], files: Int = 100, limit: Int = 1 << 20) -> TNEF? {
        var budget = EmbeddedBudget(files: files, bytes: limit)
        return TNEF.read(bytes.span, budget: &budget)
    }

    private func contents(_ stream: TNEF?) -> [String]? {
        stream.map { $0.files.map { String(decoding: $0.bytes, as: UTF8.self) } }
    }

    /// A stream with everything that is read.
    static var whole: TNEFStream {
        var stream = TNEFStream()
        stream.add(0x0008_9006, [0, 0, 1, 0])
        stream.add(0x0006_9007, TNEFStream.number(1_252, 4) + [0, 0, 0, 0])
        stream.add(0x0002_800C, Array("plain\0".utf8))
        stream.add(properties: [
            TNEFStream.fixed(0x0E06, 0x40, [UInt8](repeating: 1, count: 8)),
            TNEFStream.fixed(0x0017, 0x03, [1, 0, 0, 0]),
            TNEFStream.fixed(0x0029, 0x0B, [1, 0, 0, 0]),
            // Named: by a number, and by a text of odd length.
            TNEFStream.number(0x0003, 2) + TNEFStream.number(0x8001, 2) + [UInt8](repeating: 7, count: 16)
                + TNEFStream.number(0, 4) + TNEFStream.number(9, 4) + [1, 2, 3, 4],
            TNEFStream.number(0x001E, 2) + TNEFStream.number(0x8002, 2) + [UInt8](repeating: 7, count: 16)
                + TNEFStream.number(1, 4) + TNEFStream.number(6, 4) + TNEFStream.wide("ab") + [0, 0]
                + TNEFStream.number(1, 4) + TNEFStream.number(3, 4) + Array("xyz\0".utf8),
            TNEFStream.fixed(0x1234, 0x1003, TNEFStream.number(2, 4) + [UInt8](repeating: 3, count: 8)),
            TNEFStream.property(0x1000, 0x1F, TNEFStream.wide("wide")),
            TNEFStream.property(0x1013, 0x102, Array("<p>html</p>".utf8)),
            TNEFStream.property(0x1009, 0x102, TNEFStream.compressed(Array("{\\rtf1\\ansi rich}".utf8))),
        ])
        stream.attach(
            "SHORT~1.TXT", Array("one".utf8),
            properties: [
                TNEFStream.property(0x3707, 0x1F, TNEFStream.wide("short of it.txt")),
                TNEFStream.property(0x370E, 0x1E, Array("text/plain\0".utf8)),
            ])
        stream.attach(
            nil, nil,
            properties: [
                TNEFStream.property(0x3701, 0x102, Array("two".utf8)),
                TNEFStream.property(0x3704, 0x1E, Array("two.bin\0".utf8)),
            ])
        stream.attach("linked.doc", nil)
        return stream
    }

    @Test("Texts and attachments are read, with their names and types")
    func whole() throws {
        let stream = try #require(read(Self.whole.bytes))
        #expect(stream.defects.sorted == [])
        #expect(stream.files.allSatisfy { $0.defects.isEmpty })
        #expect(stream.files.map(\.isBody) == [true, true, true, true, false, false, false])
        let wide = String(decoding: TNEFStream.wide("wide"), as: UTF8.self)
        #expect(contents(stream) == ["plain\0", wide, "<p>html</p>", "{\\rtf1\\ansi rich}", "one", "two", ""])
        #expect(
            stream.files.map { $0.contentType?.mediaType } == [
                "text/plain", "text/plain", "text/html", "text/rtf", "text/plain", nil, nil,
            ])
        #expect(stream.files.prefix(2).map { $0.contentType?.charset } == ["cp1252", "utf-16le"])
        #expect(stream.files.suffix(3).map(\.names.count) == [2, 1, 1])
    }

    @Test("What is no stream is none")
    func none() {
        #expect(read([]) == nil)
        #expect(read(Array("winmail".utf8)) == nil)
        #expect(read([0x78, 0x9F, 0x3E]) == nil)
        #expect(read(TNEFStream().bytes)?.files.isEmpty == true)
    }

    @Test("Two contents of one attachment are both given")
    func twice() {
        var stream = TNEFStream()
        stream.attach("a", Array("one".utf8), properties: [TNEFStream.property(0x3701, 0x102, Array("two".utf8))])
        stream.add(0x0006_800F, Array("three".utf8), level: 2)
        #expect(contents(read(stream.bytes)) == ["one", "two", "three"])
    }

    @Test("What is broken is said, and what is there of it is given")
    func broken() {
        var stream = TNEFStream()
        stream.add(0x0002_800C, Array("text".utf8), checksum: 1)
        #expect(contents(read(stream.bytes)) == ["text"])
        #expect(read(stream.bytes)?.defects.sorted == [.encodedFileChecksumDiffers])
        #expect(contents(read(Array(stream.bytes.dropLast(3)))) == ["tex"])
        #expect(read(Array(stream.bytes.dropLast(3)))?.defects.sorted == [.malformedTNEF])
        stream = TNEFStream()
        stream.add(properties: [TNEFStream.property(0x1000, 0x1E, Array("text".utf8)), [0x77, 0x07, 0, 0]])
        #expect(contents(read(stream.bytes)) == ["text"])
        #expect(read(stream.bytes)?.defects.sorted == [.malformedTNEF])
    }

    @Test("Law 7: cut anywhere, and with any byte changed, it is read without a trap")
    func damaged() {
        let bytes = Self.whole.bytes
        for end in bytes.indices {
            let cut = read(Array(bytes[..<end]))
            #expect(end < 4 || cut != nil)
        }
        var generator = SeededGenerator(seed: 5)
        for index in bytes.indices {
            for value in [0, 0x7F, 0xFF, UInt8.random(in: 0...255, using: &generator)] {
                var changed = bytes
                changed[index] = value
                _ = read(changed, files: 5, limit: 64)
            }
        }
    }

    @Test("Law 7: what is beyond the limits is not copied, and said")
    func limits() {
        let stream = read(Self.whole.bytes, files: 2)
        #expect(stream?.files.count == 2)
        #expect(stream?.defects.sorted == [.tooManyParts])
        let short = read(Self.whole.bytes, limit: 8)
        #expect(short?.files.reduce(0) { $0 + $1.bytes.count } == 8)
        #expect(short?.files.contains { $0.defects.contains(.expandedTooFar) } == true)
    }

    @Test("Compressed RTF: decoding undoes compressing, with references and without", arguments: [true, false])
    func compressedRTF(refers: Bool) {
        for seed in 0..<40 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let words = ["{\\rtf1", "\\par", "\\fs20", " hello", "\r\n", "WXYZ", "\u{E4}"]
            let text = (0..<Int(seed) * 4).flatMap { _ in
                Array(words[Int.random(in: words.indices, using: &generator)].utf8)
            }
            let (decoded, defects) = CompressedRTF.decode(
                TNEFStream.compressed(text, refers: refers).span, limit: 1 << 20)
            #expect(decoded == text, "\(seed)")
            #expect(defects.sorted == [], "\(seed)")
        }
    }

    @Test("Compressed RTF: the example of MS-OXRTFCP §3.1.1, and its uncompressed form")
    func publishedRTF() {
        let packed: [UInt8] = [
            0x2D, 0, 0, 0, 0x2B, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7, 0x03, 0x00, 0x0A, 0x00, 0x72,
            0x63,
            0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68, 0x65, 0x6C, 0x09, 0x00, 0x20, 0x62, 0x77,
            0x05,
            0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F, 0xA0,
        ]
        let text = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        let (decoded, defects) = CompressedRTF.decode(packed.span, limit: 100)
        #expect(String(decoding: decoded, as: UTF8.self) == text)
        #expect(defects.sorted == [])
        for end in packed.indices {
            let cut = CompressedRTF.decode(packed.span.extracting(0..<end), limit: 100)
            #expect(cut.defects.contains(.malformedCompressedRTF), "\(end)")
        }
        var changed = packed
        changed[25] ^= 1
        #expect(CompressedRTF.decode(changed.span, limit: 100).defects.contains(.encodedFileChecksumDiffers))
        #expect(CompressedRTF.decode(packed.span, limit: 9).bytes.count == 9)
        #expect(CompressedRTF.decode(packed.span, limit: 9).defects.contains(.decodedTooLarge))

        let plain = Array("{\\rtf1 hello}".utf8)
        let stored =
            TNEFStream.number(UInt32(plain.count + 12), 4) + TNEFStream.number(UInt32(plain.count), 4)
            + Array("MELA".utf8)
            + [0, 0, 0, 0] + plain
        #expect(CompressedRTF.decode(stored.span, limit: 100).bytes == plain)
        #expect(CompressedRTF.decode(stored.span, limit: 100).defects.sorted == [])
        #expect(
            CompressedRTF.decode(Array(stored.dropLast()).span, limit: 100).defects.sorted == [.malformedCompressedRTF])
        var unknown = stored
        unknown[8] = 0x58
        #expect(CompressedRTF.decode(unknown.span, limit: 100).defects.sorted == [.malformedCompressedRTF])
    }
}
