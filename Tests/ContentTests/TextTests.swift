import Testing

@testable import Content

@Suite struct TextTests {
    @Test(arguments: [
        ("a \r\nb\r\nc", false, "a b\nc\n"), ("a \nb\n", true, "ab\n"), ("> a \n> b\nc\n", false, ">a b\nc\n"),
        ("> a \nb\n", false, ">a \nb\n"), ("-- \nsig\n", false, "-- \nsig\n"), (" From x\n", false, "From x\n"),
        ("a \n", false, "a "), ("", false, ""), ("\n\n", false, "\n\n"),
    ])
    func `Soft line breaks of format=flowed are joined`(text: String, deleteSpace: Bool, expected: String) {
        let joined = FormatFlowed.joined(Array(text.utf8).span, deleteSpace: deleteSpace)
        #expect(String(decoding: joined, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        ("a\r\nb", "a\nb"), ("a\rb\r", "a\nb\n"), ("\r\r\n\n", "\n\n\n"), ("a\nb", "a\nb"), ("", ""), ("\r", "\n"),
    ])
    func `Line ends of text become LF`(text: String, expected: String) {
        var bytes = Array(text.utf8)
        LineFeeds.normalize(&bytes)
        #expect(bytes == Array(expected.utf8))
    }

    private func holdsGTUBE(_ text: [UInt8]) -> Bool { GTUBE.isIn(text.span) }

    @Test func `GTUBE is found wherever it stands, and nothing like it`() {
        let gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
        #expect(holdsGTUBE(Array(gtube.utf8)))
        #expect(holdsGTUBE(Array("XJS*XJS*\(gtube)\n".utf8)))
        #expect(!holdsGTUBE(Array(gtube.dropLast().utf8)))
        #expect(!holdsGTUBE(Array(gtube.dropFirst().utf8)))
        #expect(!holdsGTUBE(Array(gtube.lowercased().utf8)))
        #expect(!holdsGTUBE(Array("***".utf8)))
        #expect(!holdsGTUBE([UInt8]()))
    }

    private static let tar: [UInt8] = [UInt8](repeating: 0, count: 257) + Array("ustar".utf8)
    private static let bodies: [([UInt8], String)] = [
        ([0x50, 0x4B, 0x03, 0x04, 0x14], "application/zip"), (Array("%PDF-1.4".utf8), "application/pdf"),
        ([0x4D, 0x5A, 0x90, 0], "application/x-dosexec"), ([0x7F, 0x45, 0x4C, 0x46], "application/x-executable"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"), ([0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"),
        (Array("GIF89a".utf8), "image/gif"), ([0x1F, 0x8B, 0x08], "application/gzip"),
        (Array("Rar!\u{1A}\u{07}\u{00}".utf8), "application/vnd.rar"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage"),
        (Array("{\\rtf1".utf8), "application/rtf"), (Array("\r\n <HTML>".utf8), "text/html"),
        (Array("<!DOCTYPE html>".utf8), "text/html"),
        (tar, "application/x-tar"),
        (Array("hello".utf8), ""), ([], ""), ([0x50], ""),
    ]

    @Test(arguments: bodies)
    func `The first bytes tell the type`(bytes: [UInt8], mediaType: String) {
        let detected = MagicBytes.mediaType(of: bytes.span)
        #expect(detected == mediaType)
    }
}
