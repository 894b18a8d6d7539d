/// One `keyword[=value]` of a MAIL or RCPT command, as it came.
///
/// Source: RFC 5321 §4.1.1.11.
public struct ESMTPParameter: Hashable, Sendable {
    /// The keyword in upper case, e.g. `BODY`, `RET`, `ORCPT`.
    public let keyword: String
    /// The octets after `=`, verbatim (xtext stays encoded); nil where there was no `=`.
    public let value: [UInt8]?

    /// Makes a parameter; the keyword is upper-cased.
    public init(keyword: String, value: [UInt8]? = nil) {
        self.keyword = keyword.uppercased()
        self.value = value
    }
}
