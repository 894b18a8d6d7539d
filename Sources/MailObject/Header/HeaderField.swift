/// A header field that we write: name and value, CRLF-free but for folds.
///
/// Source: RFC 5322 §2.2.
public struct HeaderField: Hashable, Sendable {
    /// The field name without colon.
    public let name: String
    /// The body as it goes out after `: `, folds included as CRLF and white space.
    public let value: [UInt8]

    /// Makes a field of octets.
    public init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// Makes a field of text.
    public init(name: String, value: String) {
        self.init(name: name, value: Array(value.utf8))
    }

    /// `Name: value` and CRLF; `Name:` and CRLF for an empty value.
    public var bytes: [UInt8] {
        Array(name.utf8) + (value.isEmpty ? [0x3A] : [0x3A, 0x20] + value) + [0x0D, 0x0A]
    }
}
