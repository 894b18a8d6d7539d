import MIME
import TestSupport
import Testing

@testable import Content

@Suite("Files encoded in text")
struct EncodedTextTests {
    private func read(_ bytes: [UInt8], files: Int = 100, limit: Int = 1 << 20) -> EncodedText {
        var budget = EmbeddedBudget(files: files, bytes: limit)
        return EncodedText(bytes.span, budget: &budget)
    }

    private func read(_ text: String) -> EncodedText { read(Array(text.utf8)) }

    private func words(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return String(decoding: EncodedText.words(of: bytes.span, without: read(text).cuts), as: UTF8.self)
    }

    private func expect(
        _ text: String, _ content: String?, _ defects: DefectSet = [], name: String = "a",
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for bytes in [Array(text.utf8), Array(text.utf8).withCRLF] {
            let found = read(bytes)
            #expect(
                found.files.map { String(decoding: $0.bytes, as: UTF8.self) } == (content.map { [$0] } ?? []),
                sourceLocation: sourceLocation)
            guard let file = found.files.first else { continue }
            #expect(file.defects.sorted == defects.sorted, sourceLocation: sourceLocation)
            #expect(
                file.names.map { String(decoding: $0.bytes, as: UTF8.self) } == (name.isEmpty ? [] : [name]),
                sourceLocation: sourceLocation)
        }
    }

    // Made with uuencode of sharutils 4.15, Python's binascii and binhex of macutils 2.0.

    @Test(
        "What other programs write",
        arguments: [
            ("begin 644 a b.txt\n.2&5L;&\\L('-I979E(0H`\n`\nend\n", "Hello, sieve!\n", "a b.txt"),
            ("begin-base64 644 a.txt\nSGVsbG8sIHNpZXZlIQo=\n====\n", "Hello, sieve!\n", "a.txt"),
            ("begin-encoded 644 aC50eHQ=\n%2&5L;&\\`\n`\nend\n", "Hello", "h.txt"),
            ("begin-base64-encoded 644 aC50eHQ=\nSGVsbG8=\n====\n", "Hello", "h.txt"),
            (
                "(This file must be converted; you knew that already.)\n\n"
                    + ":\"@%ZG(Kd!&*68N058d9%!*!*$X!#!!\")C@aXEb`JFfPPGQ8K#XX#:\n", "Hello, sieve!\n", "a.txt"
            ),
        ])
    func foreign(_ text: String, _ content: String, _ name: String) {
        expect(text, content, name: name)
    }

    @Test("yEnc of the same, by hand: each byte plus 42, CRC-32 of Python's binascii")
    func yEnc() {
        let data: [UInt8] = Array(
            "r\u{8F}\u{96}\u{96}\u{99}VJ\u{9D}\u{93}\u{8F}\u{A0}\u{8F}K4".unicodeScalars.map { UInt8($0.value) })
        let found = read(
            Array("Hello\n\n=ybegin line=128 size=14 name=a b.txt \n".utf8) + data
                + Array("\n=yend size=14 crc32=B5E5F648\nBye\n".utf8))
        #expect(found.files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["Hello, sieve!\n"])
        #expect(found.files[0].defects.isEmpty)
        #expect(found.files[0].names.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a b.txt"])
        #expect(found.cuts.count == 1)
    }

    @Test("Decoding undoes encoding, with LF and with CRLF, whatever stands around it", arguments: EncodedForm.allCases)
    func identity(_ form: EncodedForm) {
        for seed in 0..<120 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var content = (0..<Int(seed) * 3).map { _ in UInt8.random(in: 0...255, using: &generator) }
            // Runs, and bytes that are marks in some form.
            for _ in 0..<Int(seed) / 8 where !content.isEmpty {
                let start = Int.random(in: content.indices, using: &generator)
                let byte: UInt8 = [0x90, 0x00, 0x3D, 0x0A, 0x41].randomElement(using: &generator) ?? 0
                for index in start..<min(start + Int.random(in: 1..<300, using: &generator), content.count) {
                    content[index] = byte
                }
            }
            let text = Array("See below.\n\n".utf8) + form.lines(content) + Array("-- \nAnn\n".utf8)
            for bytes in [text, text.withCRLF] {
                let found = read(bytes)
                #expect(found.files.map(\.bytes) == [content], "\(seed)")
                #expect(found.files.first?.defects.sorted == [], "\(seed)")
                #expect(found.cuts.count == 1, "\(seed)")
                let words = EncodedText.words(of: bytes.span, without: found.cuts)
                #expect(String(decoding: words.filter { $0 != 0x0D }, as: UTF8.self) == "See below.\n\n-- \nAnn\n")
            }
        }
    }

    @Test("Several files in one text, of several forms")
    func several() {
        let text = EncodedForm.allCases.flatMap { $0.lines(Array("\($0)".utf8)) + Array("and\n".utf8) }
        let found = read(text)
        #expect(found.files.map { String(decoding: $0.bytes, as: UTF8.self) } == EncodedForm.allCases.map { "\($0)" })
        #expect(found.files.allSatisfy { $0.defects.isEmpty })
        #expect(EncodedText.words(of: text.span, without: found.cuts) == Array("and\nand\nand\nand\nand\n".utf8))
    }

    @Test("uuencode that is odd is decoded, and said to be odd")
    func oddUuencode() {
        expect("begin 644 a\n%2&5L;&\\`\nend\n", "Hello")
        expect("begin 644 a\n%2&5L;&\\`\n \nend\n", "Hello")
        expect("begin 644 a\n%2&5L;&\\`x\n`\nend\n", "Hello")
        expect("begin 644 \"a\"\n%2&5L;&\\`\n`\nend\n", "Hello")
        expect("begin 644 \n%2&5L;&\\`\n`\nend\n", "Hello", name: "")
        expect("begin 100644 a\n%2&5L;&\\`\n`\nend\n", "Hello", [.irregularEncodedFile])
        expect("begin  644  a\n%2&5L;&\\`\n`\nend\n", "Hello", [.irregularEncodedFile])
        expect("Begin 0 a\n%2&5L;&\\`\n`\nend\n", "Hello", [.irregularEncodedFile])
        // Spaces at the end were lost: they were zeros.
        expect("begin 644 a\n%2&5L;&\\\n`\nend\n", "Hello", [.irregularEncodedFile])
        expect("begin 644 a\n#\n`\nend\n", "\0\0\0", [.irregularEncodedFile])
        expect("begin 644 a\n%2&5L;&\\`   and more\n`\nend\n", "Hello", [.irregularEncodedFile])
        expect("begin 644 a\n\n%2&5L;&\\`\n`\nend\n", "Hello", [.irregularEncodedFile])
        expect("begin 644 a\n%2&5L;&\\`\n`\n%2&5L;&\\`\n`\nend\n", "HelloHello", [.irregularEncodedFile])
        expect("begin 644 a\n%2&5L;&\\`\njunk between\n%2&5L;&\\`\nend\n", "HelloHello", [.irregularEncodedFile])
        expect("begin 644 a\n%2&5L;&\\`\n", "Hello", [.encodedFileWithoutEnd])
        expect("begin 644 a\n%2&5L;&\\`\n`\nMore text\n", "Hello", [.encodedFileWithoutEnd])
        expect("begin 644 a\n`\nend\n", "")
        expect("begin 644 a\nend\n", "", [.irregularEncodedFile])
    }

    @Test(
        "What is no file stays text",
        arguments: [
            "begin 644 apples and bake them.\n", "begin 644 a\nthen we went home\n", "begin to see\n%2&5L;&\\`\n",
            "begin 7\n\n\n",
            "beginning 644 a\n%2&5L;&\\`\n", "> begin 644 a\n> %2&5L;&\\`\n",
            "begin-base64 644 a\nnot base64, is it?\n",
            "(This file must be converted with BinHex 4.0)\nand more\n", "=ybegin \n",
            "=ybeginning line=1\nabc\n=yend\n",
        ])
    func noFile(_ text: String) {
        expect(text, nil)
        #expect(read(text).cuts.isEmpty)
        #expect(words(text) == text)
    }

    @Test("Lines between those of a file are text, and so is what follows a file without an end")
    func textBetween() {
        #expect(words("a\nbegin 644 a\n%2&5L;&\\`\njunk between\n%2&5L;&\\`\nend\nb\n") == "a\njunk between\nb\n")
        #expect(
            words("a\nbegin 644 a\n%2&5L;&\\`\nGreetings, Ann\nend of mail\n") == "a\nGreetings, Ann\nend of mail\n")
        #expect(words("=ybegin line=128 size=3 name=a\nabc\n").contains("abc"))
        #expect(words("(This file must be converted with BinHex 4.0)\n:abc\nGreetings\n").contains("Greetings"))
    }

    @Test("begin-base64 that is odd")
    func oddBase64() {
        expect("begin-base64 644 a\nSGVsbG8\n====\n", "Hello", [.irregularEncodedFile, .base64Length])
        expect("begin-base64 644 a\nSGVsbG8=\n", "Hello", [.encodedFileWithoutEnd])
        expect("begin-base64 644 a\nSGVsbG8=\nthe end.\n====\n", "Hello", [.irregularEncodedFile])
        expect("begin-base64 644 a\n====\n", "")
    }

    @Test("yEnc says what its file must be: what differs is a defect")
    func yEncClaims() {
        let lines = String(decoding: EncodedForm.yEnc.lines(Array("\u{16}\u{17}\u{18}".utf8), name: "a"), as: UTF8.self)
        #expect(lines.contains("crc32=") && lines.contains("@AB"))
        func file(_ change: (String) -> String) -> [Defect] {
            read(change(lines)).files.first?.defects.sorted ?? [.tooDeep]
        }
        #expect(file { $0 } == [])
        #expect(file { $0.replacing("@AB", with: "@AC") } == [.encodedFileChecksumDiffers])
        #expect(
            file { $0.replacing("=ybegin line=128 size=3", with: "=ybegin line=128 size=4") } == [
                .encodedFileSizeDiffers
            ])
        #expect(file { $0.replacing("=yend size=3", with: "=yend size=2") } == [.encodedFileSizeDiffers])
        #expect(file { $0.replacing("line=128 ", with: "") } == [.irregularEncodedFile])
        #expect(file { $0.replacing("=yend", with: "=yeld") }.contains(.encodedFileWithoutEnd))
        #expect(
            file { $0.replacing("line=128 size=3", with: "part=2 total=9 line=128 size=30") } == [.partialEncodedFile])
        let second = "=ybegin part=2 line=128 size=9 name=a\n=ypart begin=4 end=6\n@AB\n=yend size=3 part=2 pcrc32="
        let checksum = String(CRC32.sum(Array("\u{16}\u{17}\u{18}".utf8)), radix: 16)
        #expect(read(second + checksum + "\n").files.first?.defects.sorted == [.partialEncodedFile])
        #expect(
            read(second + "1\n").files.first?.defects.sorted == [.encodedFileChecksumDiffers, .partialEncodedFile])
    }

    @Test("BinHex: both forks, checksums, lengths")
    func binHexForks() {
        let both = EncodedForm.binHexed(data: Array("data".utf8), resource: Array("resource".utf8), "a")
        #expect(read(both).files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["data", "resource"])
        #expect(read(both).files.allSatisfy { $0.defects.isEmpty && $0.names.count == 1 })
        let second = EncodedForm.binHexed(data: [], resource: Array("resource".utf8), "a")
        #expect(read(second).files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["resource"])
        var broken = EncodedForm.binHexed(data: Array(0..<90), resource: [], "a")
        let letter = broken.count - 40
        broken[letter] = broken[letter] == 0x21 ? 0x22 : 0x21
        #expect(read(broken).files.first?.defects.contains(.encodedFileChecksumDiffers) == true)
        let opening = "(This file must be converted with BinHex 4.0)\n"
        #expect(read(opening + ":!!!!:\n").files.first?.defects.sorted == [.malformedEncodedFile])
        #expect(read(opening + "::\n").files.first?.defects.sorted == [.malformedEncodedFile])
        let cut = Array(both.dropLast(20)) + Array(":\n".utf8)
        #expect(read(cut).files.first?.defects.contains(.encodedFileSizeDiffers) == true)
        #expect(read(Array(both.dropLast(2))).files.first?.defects.contains(.encodedFileWithoutEnd) == true)
    }

    @Test("Law 7: cut anywhere, and with any byte changed, it is read without a trap", arguments: EncodedForm.allCases)
    func damaged(_ form: EncodedForm) {
        let text = Array("x\n".utf8) + form.lines(Array(0..<150)).withCRLF
        for end in 0...text.count {
            let found = read(Array(text[..<end]))
            #expect(found.files.count <= 1)
            #expect(
                end == text.count || end == text.count - 1 || end == text.count - 2
                    || found.files.first?.bytes.count ?? 0 <= 150)
        }
        var generator = SeededGenerator(seed: 7)
        for index in text.indices {
            var changed = text
            changed[index] = UInt8.random(in: 0...255, using: &generator)
            check(changed)
        }
    }

    @Test("Law 7: any bytes are read, and the cuts are in order")
    func anyBytes() {
        let pieces = [
            "begin 644 a\n", "M", "`", "end\n", "=ybegin line=1 size=2 name=", "=yend size=2\n", "=", "\r\n", "\n",
            "(This file must be converted with BinHex 4.0)\n:", ":", "\u{90}", "begin-base64 644 a\n", "====\n", "QUJD",
            "#0V%T\n",
        ]
        for seed in 1...400 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            check(
                (0..<Int(seed)).flatMap { _ in
                    Int.random(in: 0..<6, using: &generator) == 0
                        ? [UInt8.random(in: 0...255, using: &generator)]
                        : Array(pieces[Int.random(in: pieces.indices, using: &generator)].utf8)
                })
        }
    }

    private func check(_ bytes: [UInt8]) {
        let found = read(bytes, files: 20, limit: 4_096)
        #expect(found.files.count <= 20)
        #expect(found.files.reduce(0) { $0 + $1.bytes.count } <= 4_096)
        #expect(zip(found.cuts, found.cuts.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        #expect((found.cuts.last?.upperBound ?? 0) <= bytes.count)
    }

    @Test("Law 7: what is beyond the limits is not decoded, and said")
    func limits() {
        for form in EncodedForm.allCases {
            let found = read(form.lines([UInt8](repeating: 65, count: 500)), limit: 100)
            // Of BinHex the header counts.
            let count = form == .binHex ? 73 : 100
            #expect(found.files.first?.bytes == [UInt8](repeating: 65, count: count), "\(form)")
            #expect(found.files.first?.defects.contains(.expandedTooFar) == true, "\(form)")
            let many = (0..<5).flatMap { _ in form.lines([65]) }
            #expect(read(many, files: 3).files.count == 3, "\(form)")
            #expect(read(many, files: 3).defects.sorted == [.tooManyParts], "\(form)")
            #expect(read(many, files: 5).defects.isEmpty, "\(form)")
        }
    }
}
