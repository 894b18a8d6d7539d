/// What kind of message it is, from harmless to worst; a message's category is the highest of its findings.
///
/// The words and their order are amavis', for people and log parsers that come from there.
public enum ContentCategory: Int, Hashable, Sendable, Comparable, CaseIterable {
    /// Nothing was found.
    case clean
    /// Larger than its recipient allows.
    case oversized
    /// Its header breaks the rules.
    case badHeader
    /// At or above the tag level that adds headers.
    case spammy
    /// At or above the level called spam.
    case spam
    /// Some of it is encrypted; all else was looked at.
    case uncheckedEncrypted
    /// Some of it could not be looked at (law 10).
    case unchecked
    /// It carries what policy forbids.
    case banned
    /// It carries a virus.
    case virus

    /// Order from harmless to worst.
    public static func < (left: ContentCategory, right: ContentCategory) -> Bool { left.rawValue < right.rawValue }

    /// The word for it in the log line: `CLEAN`, `BAD-HEADER`, `INFECTED` …
    public var logName: String {
        switch self {
        case .clean: "CLEAN"
        case .oversized: "OVERSIZED"
        case .badHeader: "BAD-HEADER"
        case .spammy: "SPAMMY"
        case .spam: "SPAM"
        case .uncheckedEncrypted: "UNCHECKED-ENCRYPTED"
        case .unchecked: "UNCHECKED"
        case .banned: "BANNED"
        case .virus: "INFECTED"
        }
    }
}
