import Evidence
import MIME

/// Tokens of the MIME structure: types and their nesting, parameters, encodings, names and kinds of attachments.
enum StructureTokens {
    /// What is written of one part.
    struct Part {
        /// The types from the top down to this part, `multipart/mixed>text/html`.
        var path: [UInt8]
        /// The charset it declares.
        var charset: String?
        /// How it is encoded.
        var encoding: TransferEncoding
        /// The disposition it declares.
        var disposition: String?
        /// The multipart's boundary.
        var boundary: [UInt8]?
        /// Whether it is listed as an attachment.
        var isAttachment: Bool
        /// What an attachment's first bytes say.
        var detectedType: String
        /// Decoded size without CR, for leaves: the same whatever the line ends are.
        var byteCount: Int
    }

    /// Writes the tokens of one part.
    static func write(_ part: Part, into writer: inout TokenWriter) {
        writer.whole(.structure, "path:", part.path.span)
        let typeStart = (part.path.lastIndex(of: 0x3E) ?? -1) + 1
        writer.whole(.structure, "type:", part.path.span.extracting(typeStart..<part.path.count))
        if let charset = part.charset { writer.text(.structure, "charset:", charset) }
        if let disposition = part.disposition { writer.text(.structure, "disposition:", disposition) }
        if let boundary = part.boundary { writer.shape(.structure, "boundary:", boundary.span) }
        switch part.encoding {
        case .sevenBit: break
        case .eightBit: writer.fixed(.structure, "encoding:8bit")
        case .binary: writer.fixed(.structure, "encoding:binary")
        case .quotedPrintable: writer.fixed(.structure, "encoding:quoted-printable")
        case .base64: writer.fixed(.structure, "encoding:base64")
        case .uuencode: writer.fixed(.structure, "encoding:uuencode")
        case .unknown: writer.fixed(.structure, "encoding:?")
        }
        if part.isAttachment {
            if !part.detectedType.isEmpty { writer.text(.structure, "detected:", part.detectedType) }
            writer.number(.structure, "attached:", magnitude(part.byteCount))
        } else if part.boundary == nil {
            writer.number(.structure, "text:", magnitude(part.byteCount))
        }
    }

    /// Writes the tokens of an attachment's name: the name, its words, its shape, its last two suffixes.
    static func writeName(_ name: Span<UInt8>, into writer: inout TokenWriter) {
        writer.whole(.structure, "name:", name)
        writer.words(name, .structure, "nameword:")
        writer.shape(.structure, "nameshape:", name)
        var end = name.count
        var dots = 0
        while end > 0, dots < 2 {
            end -= 1
            if name[end] == 0x2E {
                dots += 1
                writer.whole(.structure, "suffix:", name.extracting(end..<name.count))
            }
        }
    }

    /// A size to within a factor of two.
    static func magnitude(_ count: Int) -> Int { Int.bitWidth - count.leadingZeroBitCount }
}
