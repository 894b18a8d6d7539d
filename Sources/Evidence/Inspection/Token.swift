/// The section of a message that a token was found in.
///
/// Source: docs/classifier.md ("Design R").
public enum TokenSection: UInt8, CaseIterable, Hashable, Sendable {
    /// Received: hosts, addresses, shape of the queue id.
    case received
    /// Address header fields.
    case addresses
    /// Subject.
    case subject
    /// Other header fields, their names and shapes.
    case header
    /// Body text.
    case text
    /// URLs.
    case url
    /// HTML tags and attributes.
    case html
    /// MIME structure and attachments.
    case structure
}

/// A token as the classifier sees it: a 64-bit key whose top three bits are the section and whose other 61 are
/// a hash of the token's text. Key 0 does not occur (the token table marks free slots with it).
public struct Token: Hashable, Sendable, Comparable {
    /// Section and hash.
    public let key: UInt64

    /// Takes a stored or received key; 0 becomes 1.
    public init(key: UInt64) {
        self.key = key == 0 ? 1 : key
    }

    /// Makes the key of a 64-bit hash in a section; the hash's top three bits are lost.
    public init(section: TokenSection, hash: UInt64) {
        self.init(key: UInt64(section.rawValue) << 61 | hash & Self.hashMask)
    }

    /// The section in the key's top three bits.
    public var section: TokenSection {
        TokenSection(rawValue: UInt8(key >> 61)) ?? .structure
    }

    /// The hash in 16 hexadecimal digits, as people see a token whose text is not known.
    public var hashDigits: String {
        let digits = String(key & Self.hashMask, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The bits of a key that are the hash.
    public static let hashMask: UInt64 = 1 << 61 - 1

    /// Order by key, and so by section first.
    public static func < (left: Token, right: Token) -> Bool { left.key < right.key }
}
