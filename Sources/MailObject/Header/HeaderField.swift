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
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    /// Appends the ``bytes``.
    public func append(to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + name.utf8.count + value.count + 4)
        bytes.append(contentsOf: name.utf8)
        bytes.append(0x3A)
        if !value.isEmpty {
            bytes.append(0x20)
            bytes.append(contentsOf: value)
        }
        bytes.append(0x0D)
        bytes.append(0x0A)
    }
}
