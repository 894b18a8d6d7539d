import Foundation

/// The ways in which a file travels in mail.
public enum MailCarrier: String, CaseIterable, Sendable {
    case base64
    case quotedPrintable
    /// uuencoded in a text, without MIME.
    case uuencode
    /// Attached to a message that is forwarded as message/rfc822.
    case forwarded
    /// In a zip in a zip, which is attached.
    case zipInZip

    /// A message that carries the file, with CRLF.
    public func message(_ bytes: [UInt8], name: String) -> [UInt8] {
        let top = "Received: from a by b\nFrom: Ann <ann@example.org>\nSubject: the file\n"
        switch self {
        case .base64:
            return Array(top.utf8).withCRLF
                + Self.attachment(name, "base64", Array((Self.base64(bytes) + "\n").utf8).withCRLF)
        case .quotedPrintable:
            return Array(top.utf8).withCRLF + Self.attachment(name, "quoted-printable", Self.quotedPrintable(bytes))
        case .uuencode:
            return (Array((top + "\nHere it is.\n\n").utf8) + EncodedForm.uuencode.lines(bytes, name: name)).withCRLF
        case .forwarded:
            return Array((top + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=outer\n\n").utf8).withCRLF
                + Array("--outer\n\nSee below.\n--outer\nContent-Type: message/rfc822\n\n".utf8).withCRLF
                + Self.base64.message(bytes, name: name) + Array("\n--outer--\n".utf8).withCRLF
        case .zipInZip:
            let inner = Archive.zip([.plain(name, bytes)])
            return Self.base64.message(Archive.zip([.plain("inner.zip", inner)]), name: name + ".zip")
        }
    }

    /// A file in lines of base64, with LF between them.
    public static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
    }

    private static func attachment(_ name: String, _ encoding: String, _ body: [UInt8]) -> [UInt8] {
        let head = """
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="b"

            --b
            Content-Type: text/plain

            Here it is.
            --b
            Content-Type: application/octet-stream; name="\(name)"
            Content-Disposition: attachment; filename="\(name)"
            Content-Transfer-Encoding: \(encoding)


            """
        return Array(head.utf8).withCRLF + body + Array("--b--\r\n".utf8)
    }

    /// Every byte but letters and digits as `=XX`, for the file is none of text.
    private static func quotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var lines: [UInt8] = []
        var column = 0
        for byte in bytes {
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if column > 70 {
                lines += Array("=\r\n".utf8)
                column = 0
            }
            lines += isPlain ? [byte] : [0x3D, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            column += isPlain ? 1 : 3
        }
        return lines + Array("=\r\n".utf8)
    }
}
