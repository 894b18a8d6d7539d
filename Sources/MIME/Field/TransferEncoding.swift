/// How a body was made fit for the mail path.
///
/// Source: RFC 2045 §6.
public enum TransferEncoding: Hashable, Sendable {
    /// Lines of ASCII; also what a part has that says nothing.
    case sevenBit
    /// Lines of any bytes.
    case eightBit
    /// Any bytes.
    case binary
    /// Text with `=XX` for other bytes.
    case quotedPrintable
    /// Four letters for three bytes.
    case base64
    /// Lines of a file behind `begin 644 name`, from before MIME: what some mail programs undo, and others show.
    case uuencode
    /// A word that nobody defined; the body is taken as it is.
    case unknown

    /// Its name in Content-Transfer-Encoding; `unknown` is none.
    public var name: String {
        switch self {
        case .sevenBit: "7bit"
        case .eightBit: "8bit"
        case .binary: "binary"
        case .quotedPrintable: "quoted-printable"
        case .base64: "base64"
        case .uuencode: "x-uuencode"
        case .unknown: "unknown"
        }
    }

    /// Whether the body has to be decoded.
    public var isEncoding: Bool { self == .base64 || self == .quotedPrintable || self == .uuencode }

    /// The encoding that the letters of a value spell, whatever stands between and around them; nil if none.
    static func spelled(in value: [UInt8]) -> TransferEncoding? {
        let letters = value.map(Byte.lower).filter { Byte.isDigit($0) || ($0 >= 0x61 && $0 <= 0x7A) }
        let text = String(decoding: letters, as: UTF8.self)
        if text.contains("base64") { return .base64 }
        if text.contains("uuencode") { return .uuencode }
        return text.contains("quotedprintable") ? .quotedPrintable : nil
    }

    /// Reads an unfolded value: the first word counts, comments, quotes and what follows do not.
    public static func parse(_ value: [UInt8]) -> (encoding: TransferEncoding, defects: DefectSet) {
        var cursor = FieldCursor(value)
        cursor.skipBlanksAndComments()
        var defects = DefectSet()
        while let byte = cursor.byte, byte == 0x3A || byte == 0x22 || Byte.isBlank(byte) {
            if byte == 0x3A { defects.insert(.disguisedContentField) }
            cursor.advance()
        }
        let word = cursor.take { $0 != 0x3B && $0 != 0x28 && $0 != 0x22 && $0 != 0x2C && !Byte.isBlank($0) }
        defects.formUnion(cursor.defects)
        let rest = cursor.rest
        // Most have nothing there.
        if !rest.isEmpty, let last = spelled(in: rest), last != spelled(in: word) {
            defects.insert(.malformedTransferEncoding)
        }
        switch String(decoding: word.map(Byte.lower), as: UTF8.self) {
        case "", "7bit", "7-bit": return (.sevenBit, defects)
        case "8bit", "8-bit": return (.eightBit, defects)
        case "binary": return (.binary, defects)
        case "quoted-printable": return (.quotedPrintable, defects)
        case "base64": return (.base64, defects)
        case "x-uuencode", "uuencode", "x-uue", "uue":
            defects.insert(.uncommonTransferEncoding)
            return (.uuencode, defects)
        default:
            defects.insert(.unknownTransferEncoding)
            return (.unknown, defects)
        }
    }
}
