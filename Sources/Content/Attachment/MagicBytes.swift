/// The media type that the first bytes of a body say, whatever it calls itself.
///
/// Source: WHATWG MIME Sniffing §6; the magic files of file(1).
public enum MagicBytes {
    /// A signature: bytes at an offset.
    private struct Signature: Sendable {
        let offset: Int
        let bytes: [UInt8]
        let mediaType: String

        init(_ bytes: [UInt8], _ mediaType: String, at offset: Int = 0) {
            self.offset = offset
            self.bytes = bytes
            self.mediaType = mediaType
        }

        init(_ text: String, _ mediaType: String, at offset: Int = 0) {
            self.init(Array(text.utf8), mediaType, at: offset)
        }
    }

    /// Returns the media type; empty where the bytes say nothing.
    ///
    /// - Complexity: O(1).
    public static func mediaType(of body: Span<UInt8>) -> String {
        if isProgram(body) { return "application/x-dosexec" }
        if isSkippableFrame(body) { return "application/zstd" }
        for signature in signatures where matches(signature, body) { return signature.mediaType }
        return markup(body)
    }

    /// A program for DOS or Windows. Text may begin with its mark too: a newer program has a second header where the
    /// first says, and in one for DOS the length of the last of its pages is below that of a page.
    ///
    /// Source: Microsoft PE Format, MS-DOS Stub; Ralf Brown's Interrupt List, table 01594.
    private static func isProgram(_ body: Span<UInt8>) -> Bool {
        guard body.count >= 4, body[0] == 0x4D && body[1] == 0x5A || body[0] == 0x5A && body[1] == 0x4D else {
            return false
        }
        if Int(body[2]) | Int(body[3]) << 8 < 512 { return true }
        guard body.count >= 64 else { return false }
        let start = Int(body[60]) | Int(body[61]) << 8 | Int(body[62]) << 16 | Int(body[63]) << 24
        guard start + 2 <= body.count else { return false }
        let marks: [(UInt8, UInt8)] = [(0x50, 0x45), (0x4E, 0x45), (0x4C, 0x45), (0x4C, 0x58)]
        return marks.contains { $0.0 == body[start] && $0.1 == body[start + 1] }
    }

    /// What zstd and lz4 pass over at the beginning of a file.
    ///
    /// Source: RFC 8878 §3.1.2.
    private static func isSkippableFrame(_ body: Span<UInt8>) -> Bool {
        body.count >= 8 && body[0] & 0xF0 == 0x50 && body[1] == 0x2A && body[2] == 0x4D && body[3] == 0x18
    }

    /// Marks too short to trust alone: what follows in the header must have sense.
    ///
    /// Source: ARJ's TECHNOTE (size of the main header); LHA's header.lha (method `-lh0-` to `-lzs-`).
    private static func fits(_ signature: Signature, _ body: Span<UInt8>) -> Bool {
        switch signature.mediaType {
        case "application/x-arj":
            guard body.count > 12 else { return false }
            let size = Int(body[2]) | Int(body[3]) << 8
            return (30...2_600).contains(size) && (30...size).contains(Int(body[4])) && body[10] == 2
        case "application/x-lzh-compressed": return body.count > 6 && body[6] == 0x2D
        // The version of a class stands where a universal binary has a small number of programs.
        case "application/x-mach-binary" where body[0] == 0xCA && body[3] == 0xBE:
            return body.count > 7 && body[7] < 45
        default: return true
        }
    }

    private static let signatures: [Signature] = [
        Signature([0x50, 0x4B, 0x03, 0x04], "application/zip"),
        Signature([0x50, 0x4B, 0x05, 0x06], "application/zip"),
        Signature([0x50, 0x4B, 0x07, 0x08], "application/zip"),
        Signature("%PDF-", "application/pdf"),
        Signature([0x7F, 0x45, 0x4C, 0x46], "application/x-executable"),
        Signature([0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0], "application/x-mach-binary"),
        Signature([0xCA, 0xFE, 0xBA, 0xBE], "application/java-vm"),
        Signature([0xCA, 0xFE, 0xBA, 0xBF], "application/x-mach-binary"),
        Signature([0xCF, 0xFA, 0xED, 0xFE], "application/x-mach-binary"),
        Signature([0xCE, 0xFA, 0xED, 0xFE], "application/x-mach-binary"),
        Signature([0xFE, 0xED, 0xFA, 0xCF], "application/x-mach-binary"),
        Signature([0xFE, 0xED, 0xFA, 0xCE], "application/x-mach-binary"),
        Signature([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        Signature([0xFF, 0xD8, 0xFF], "image/jpeg"),
        Signature("GIF87a", "image/gif"),
        Signature("GIF89a", "image/gif"),
        Signature("WEBP", "image/webp", at: 8),
        Signature([0x49, 0x49, 0x2A, 0x00], "image/tiff"),
        Signature([0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
        Signature([0x1F, 0x8B], "application/gzip"),
        Signature("BZh", "application/x-bzip2"),
        Signature([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "application/x-xz"),
        Signature([0x28, 0xB5, 0x2F, 0xFD], "application/zstd"),
        Signature([0x04, 0x22, 0x4D, 0x18], "application/x-lz4"),
        Signature([0x02, 0x21, 0x4C, 0x18], "application/x-lz4"),
        Signature("LZIP", "application/x-lzip"),
        Signature([0x1F, 0x9D], "application/x-compress"),
        Signature("Rar!\u{1A}\u{07}", "application/vnd.rar"),
        Signature([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        Signature("ustar", "application/x-tar", at: 257),
        Signature("MSCF", "application/vnd.ms-cab-compressed"),
        Signature("CD001", "application/x-iso9660-image", at: 32_769),
        Signature("BEA01", "application/x-udf-image", at: 32_769),
        Signature("MSWIM\0\0\0", "application/x-ms-wim"),
        Signature("vhdxfile", "application/x-virtual-disk"),
        Signature("conectix", "application/x-virtual-disk"),
        Signature("KDMV", "application/x-virtual-disk"),
        Signature([0x51, 0x46, 0x49, 0xFB], "application/x-virtual-disk"),
        Signature("hsqs", "application/x-squashfs-image"),
        Signature("**ACE**", "application/x-ace-compressed", at: 7),
        Signature([0x60, 0xEA], "application/x-arj"),
        Signature("-lh", "application/x-lzh-compressed", at: 2),
        Signature("-lz", "application/x-lzh-compressed", at: 2),
        Signature([0x78, 0x61, 0x72, 0x21, 0x00, 0x1C], "application/x-xar"),
        Signature("070701", "application/x-cpio"),
        Signature("070702", "application/x-cpio"),
        Signature("070707", "application/x-cpio"),
        Signature([0xC7, 0x71], "application/x-cpio"),
        Signature("!<arch>\n", "application/x-archive"),
        Signature([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage"),
        Signature([0x78, 0x9F, 0x3E, 0x22], "application/vnd.ms-tnef"),
        Signature([0xE4, 0x52, 0x5C, 0x7B, 0x8C, 0xD8, 0xA7, 0x4D], "application/onenote"),
        Signature([0x4C, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00], "application/x-ms-shortcut"),
        Signature("ITSF", "application/vnd.ms-htmlhelp"),
        Signature("{\\rtf", "application/rtf"),
        Signature("%!PS", "application/postscript"),
        Signature("ID3", "audio/mpeg"),
        Signature("OggS", "application/ogg"),
        Signature("WAVE", "audio/wav", at: 8),
        Signature("AVI ", "video/x-msvideo", at: 8),
        Signature("ftyp", "video/mp4", at: 4),
        Signature("FWS", "application/vnd.adobe.flash.movie"),
        Signature("CWS", "application/vnd.adobe.flash.movie"),
        Signature("wOFF", "font/woff"),
        Signature("-----BEGIN PGP", "application/pgp"),
        Signature("BEGIN:VCALENDAR", "text/calendar"),
        Signature("BEGIN:VCARD", "text/vcard"),
        Signature("#!", "text/x-script"),
    ]

    private static func matches(_ signature: Signature, _ body: Span<UInt8>) -> Bool {
        guard signature.offset + signature.bytes.count <= body.count else { return false }
        return signature.bytes.indices.allSatisfy { body[signature.offset + $0] == signature.bytes[$0] }
            && fits(signature, body)
    }

    private static let markupTypes: [(opening: [UInt8], mediaType: String)] = [
        (Array("<!doctype html".utf8), "text/html"),
        (Array("<html".utf8), "text/html"),
        (Array("<head".utf8), "text/html"),
        (Array("<body".utf8), "text/html"),
        (Array("<script".utf8), "text/html"),
        (Array("<iframe".utf8), "text/html"),
        (Array("<svg".utf8), "image/svg+xml"),
        (Array("<?xml".utf8), "text/xml"),
    ]

    /// The type of markup behind white space and a byte order mark, in any case.
    private static func markup(_ body: Span<UInt8>) -> String {
        var start = body.count >= 3 && body[0] == 0xEF && body[1] == 0xBB && body[2] == 0xBF ? 3 : 0
        while start < min(body.count, 512), body[start] <= 0x20 { start += 1 }
        for (opening, mediaType) in markupTypes where start + opening.count <= body.count {
            guard opening.indices.allSatisfy({ ASCII.lower(body[start + $0]) == opening[$0] }) else { continue }
            return mediaType == "text/xml" && isMacroSheet(body) ? "application/vnd.ms-excel.macrosheet+xml" : mediaType
        }
        return ""
    }

    /// Whether the first element of an XML document is Excel's sheet of macros, with whatever prefix.
    ///
    /// Source: [MS-OFFMACRO2] §2.2.1.
    private static func isMacroSheet(_ body: Span<UInt8>) -> Bool {
        let end = min(body.count, 1_024)
        var index = 1
        while index + 1 < end, body[index] != 0x3C || !ASCII.isAlphanumeric(body[index + 1]) { index += 1 }
        let name = index + 1
        while index < end, body[index] > 0x20, body[index] != 0x3E { index += 1 }
        let length = macroSheet.count
        guard index - length >= name, index - length == name || body[index - length - 1] == 0x3A else { return false }
        return macroSheet.indices.allSatisfy { body[index - length + $0] == macroSheet[$0] }
    }

    private static let macroSheet = Array("macrosheet".utf8)
}
