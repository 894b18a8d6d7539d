/// A rule for headers that a message breaks, for policy: by itself it is no reason to refuse or to tag anything.
///
/// 8-bit bytes are allowed in a message that came with SMTPUTF8, which the reading does not know.
///
/// Source: RFC 5322 §2.1.1, §2.2, §3.6, RFC 6532; the codes are the minor codes of amavis' category BAD-HEADER.
public struct BadHeader: Hashable, Sendable, Comparable {
    /// Which rule; the raw value is amavis' minor code, the wire form, and never reused.
    public enum Rule: UInt8, CaseIterable, Hashable, Sendable {
        /// The MIME fields or the division into parts are broken.
        case mime = 1
        /// Bytes above 127 that are not encoded.
        case eightBit = 2
        /// A NUL or a bare CR. In mail that came by SMTP both are replaced before (law 4), so that this is for files.
        case control = 3
        /// A fold of white space only.
        case blankFold = 4
        /// A line of more than 998 bytes.
        case overlongLine = 5
        /// A line that is no field.
        case syntax = 6
        /// A field that every message has is not there: From, Date.
        case missing = 7
        /// A field stands more than once that may stand only once.
        case duplicate = 8

        /// The rule in words, for reports.
        public var name: String {
            switch self {
            case .mime: "mime"
            case .eightBit: "8-bit"
            case .control: "control"
            case .blankFold: "blank-fold"
            case .overlongLine: "overlong-line"
            case .syntax: "syntax"
            case .missing: "missing"
            case .duplicate: "duplicate"
            }
        }
    }

    /// The rule that is broken.
    public let rule: Rule
    /// The name of the field that breaks it in lower case, at most 40 bytes of printable ASCII; empty where it is none.
    public let field: String

    /// Makes a finding; the field's name is cut, and what is not printable ASCII in it becomes `?`.
    public init(_ rule: Rule, field: String = "") {
        self.rule = rule
        self.field = String(
            decoding: field.utf8.prefix(Self.nameLength).map { (0x20..<0x7F).contains($0) ? $0 : 0x3F }, as: UTF8.self)
    }

    /// Bytes of a field's name.
    static let nameLength = 40

    /// The most of one message that are kept.
    public static let maximum = 32

    /// Order by rule, then by field.
    public static func < (left: BadHeader, right: BadHeader) -> Bool {
        (left.rule.rawValue, left.field) < (right.rule.rawValue, right.field)
    }
}
