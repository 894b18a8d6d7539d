/// An enhanced mail system status code, e.g. `4.3.0`.
///
/// Source: RFC 3463.
public struct EnhancedCode: Hashable, Sendable, CustomStringConvertible {
    /// 2, 4 or 5.
    public let classDigit: Int
    /// What it is about: 1 address, 3 mail system, 4 network, 5 protocol, 7 policy …
    public let subject: Int
    /// The detail, 0 where none fits.
    public let detail: Int

    /// Makes a code of its three numbers.
    public init(_ classDigit: Int, _ subject: Int, _ detail: Int) {
        self.classDigit = classDigit
        self.subject = subject
        self.detail = detail
    }

    /// The code as it stands in a reply: `4.3.0`.
    public var description: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the ``description``.
    func append(to bytes: inout [UInt8]) {
        bytes.append(decimal: classDigit)
        bytes.append(0x2E)
        bytes.append(decimal: subject)
        bytes.append(0x2E)
        bytes.append(decimal: detail)
    }
}
