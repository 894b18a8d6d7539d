public import MIME

extension Charsets: CharsetDecoder {
    /// The text as UTF-8; nil if the charset is not known.
    public func utf8(_ bytes: [UInt8], charset: String) -> [UInt8]? {
        var text: [UInt8] = []
        let label = Array(charset.utf8)
        guard decode(bytes.span, label: label.span, into: &text) != .unknownCharset else { return nil }
        return text
    }
}
