/// A parameter of a MIME field, with its continuations joined and its percent encoding undone.
///
/// Source: RFC 2045 §5.1, RFC 2231 §3, §4.
public struct Parameter: Hashable, Sendable {
    /// How a parameter was written.
    public enum Form: Hashable, Sendable {
        /// `name=value`.
        case plain
        /// `name*=charset'language'value`, or continuations of which one at least is percent-encoded.
        case extended
        /// `name*0=value`, continued.
        case continued
    }

    /// The name in lower case, without the asterisks of RFC 2231.
    public let name: String
    /// The value's bytes, in ``charset`` if one is given. Encoded words are left as they are.
    public let value: [UInt8]
    /// The charset that an extended value names, lower case.
    public let charset: String?
    /// How it was written.
    public let form: Form

    /// The value as UTF-8: by its charset if it has one, else with encoded words (which do not belong there, but
    /// are what mail programs write and show) decoded.
    public func text(charsets: some CharsetDecoder) -> [UInt8] {
        if let charset {
            return charsets.utf8(value, charset: charset) ?? NativeCharsets().guess(value)
        }
        return EncodedWords.decode(value, charsets: charsets).text
    }
}
