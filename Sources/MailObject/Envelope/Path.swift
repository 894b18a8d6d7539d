/// A reverse-path or forward-path: the octets between `<` and `>`, without a source route.
///
/// Octets, not a `String`: Postfix hands on what its clients sent, which may be neither ASCII nor UTF-8, and
/// an address that comes out other than it went in is lost mail. Case and quoting are kept as they came.
///
/// Source: RFC 5321 §4.1.2, RFC 6531 §3.3.
public struct Path: Hashable, Sendable {
    /// The octets of the path; empty is the null reverse-path.
    public let bytes: [UInt8]

    /// Makes a path of the octets between the angle brackets.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Makes a path of text, for settings and tests.
    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Whether this is `<>`, the sender of bounces.
    public var isNull: Bool { bytes.isEmpty }

    /// The octets after the last `@`, lower-cased in ASCII; empty when there is none.
    public var domain: [UInt8] {
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return [] }
        return bytes[(at + 1)...].map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    }
}

extension Path: CustomStringConvertible {
    /// The path in angle brackets, control and invalid octets shown as `?`: safe for a log line.
    public var description: String {
        String(unsafeUninitializedCapacity: bytes.count + 2) { shown in
            shown[0] = UInt8(ascii: "<")
            for (index, octet) in bytes.enumerated() {
                shown[index + 1] = octet < 0x20 || octet == 0x7F ? UInt8(ascii: "?") : octet
            }
            shown[bytes.count + 1] = UInt8(ascii: ">")
            return bytes.count + 2
        }
    }
}
