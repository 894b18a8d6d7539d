import Content
import Evidence
import TestSupport
import Testing

@Suite("Digests of attachments")
struct DigestTests {
    private func read(_ bytes: [UInt8], details: Bool) -> [Evidence.Attachment] {
        // Not SHA-256: how many bytes there were, and the first.
        var reader = ContentReader(charsets: Charsets()) { bytes in
            [UInt8](repeating: bytes.isEmpty ? 0 : bytes[0], count: 31) + [UInt8(truncatingIfNeeded: bytes.count)]
        }
        return reader.read(bytes.span, details: details).attachments
    }

    @Test("Of decoded parts, of files in them, and of what other mail readers see; with details only")
    func digests() {
        let head = "Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\nContent-Type: image/gif\n"
        let bytes =
            Array((head + "Content-Transfer-Encoding: base64\n\nR0lGODlh\n--a\n\n").utf8)
            + EncodedForm.yEnc.lines([1, 2]) + Array("--a--\n--b\n\n".utf8)
            + EncodedForm.uuencode.lines([9]) + Array("--b--\n".utf8)
        let found = read(bytes, details: true)
        #expect(found.map(\.sha256.first) == [0x47, 1, 9])
        #expect(found.map(\.sha256.last) == [6, 2, 1])
        #expect(read(bytes, details: false).map(\.sha256) == [[], [], []])
    }
}
