import MailObject

/// Words from outside made fit for a line of a report: printable, of one line, cut to a length.
enum ReportText {
    /// The longest address that is shown whole; RFC 5321 §4.5.3.1 allows 256 octets.
    private static let addressLimit = 320
    /// The longest address in seven bits, where one octet may have become five.
    private static let embeddedLimit = 900
    /// How much of a next hop's reply is shown.
    private static let diagnosticLimit = 800

    /// ASCII as it is, anything else as `?`.
    static func line(_ text: String, limit: Int) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(limit).map { (0x20..<0x7F).contains($0.value) ? $0 : "?" }))
    }

    /// The same for octets.
    static func ascii(_ bytes: some Sequence<UInt8>, limit: Int) -> String {
        String(decoding: bytes.prefix(limit).map { (0x20..<0x7F).contains($0) ? $0 : 0x3F }, as: UTF8.self)
    }

    /// A diagnostic, folded between its words: as the value of a field or a paragraph.
    static func words(_ diagnostic: String) -> String {
        let blanks = diagnostic.unicodeScalars.prefix(diagnosticLimit).map { $0.value < 0x20 ? " " : $0 }
        let words = line(String(String.UnicodeScalarView(blanks)), limit: diagnosticLimit).split(separator: " ")
        return FoldedValue.of(words.isEmpty ? ["none"] : words.map(String.init), name: "Diagnostic-Code: smtp;")
    }

    /// An address without its angle brackets, which it cannot close either. UTF-8 stays where it is allowed.
    static func address(_ path: Path, allowsUTF8: Bool) -> String {
        guard allowsUTF8, let text = String(validating: path.bytes, as: UTF8.self) else {
            return ascii(path.bytes, limit: addressLimit).replacing("<", with: "?").replacing(">", with: "?")
        }
        var shown = ""
        for scalar in text.unicodeScalars where shown.utf8.count < addressLimit {
            shown.unicodeScalars.append(isShown(scalar) ? scalar : "?")
        }
        return shown
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
        default: scalar != "<" && scalar != ">"
        }
    }

    /// The address with its type, in seven bits: `rfc822; user@example.org`, `utf-8; us\x{E9}r@example.org`.
    ///
    /// Source: RFC 3464 §2.1.2, RFC 6533 §3.
    static func typedAddress(_ path: Path) -> String {
        guard path.bytes.contains(where: { $0 >= 0x80 }), let text = String(validating: path.bytes, as: UTF8.self)
        else { return "rfc822; " + ascii(path.bytes, limit: addressLimit) }
        return "utf-8; " + embedded(text, alsoEncoding: ["\\", "+", "="])
    }

    /// ORCPT as a field's value; nil where there is none, or none that could be written.
    ///
    /// Source: RFC 3461 §4.2, RFC 6533 §3.
    static func originalRecipient(_ recipient: Recipient) -> String? {
        guard let value = recipient.parameters.first(where: { $0.keyword == "ORCPT" })?.value,
            let semicolon = value.firstIndex(of: UInt8(ascii: ";"))
        else { return nil }
        let type = value[..<semicolon]
        let address = value[(semicolon + 1)...]
        guard (1...32).contains(type.count), !address.isEmpty, type.allSatisfy(isAtomByte) else { return nil }
        let name = String(decoding: type, as: UTF8.self)
        guard name.lowercased() == "utf-8" else {
            return "\(name); " + ascii(XText.decoded(address), limit: addressLimit)
        }
        guard let text = String(validating: address, as: UTF8.self) else { return nil }
        return "\(name); " + embedded(text, alsoEncoding: [])
    }

    /// What is not printable ASCII as `\x{HEX}`.
    private static func embedded(_ text: String, alsoEncoding special: Set<Unicode.Scalar>) -> String {
        var result = ""
        for scalar in text.unicodeScalars where result.utf8.count < embeddedLimit {
            if (0x21..<0x7F).contains(scalar.value), !special.contains(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\x{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            }
        }
        return result
    }

    private static func isAtomByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
        default: false
        }
    }
}
