/// What the names of HTML elements and attributes mean to a reader of text.
enum HTMLNames {
    /// What an attribute's value is.
    enum Kind {
        /// The address of a resource.
        case link
        /// Words that a person may see.
        case text
        /// Addresses of one resource in several forms.
        case sourceSet
        /// A script.
        case script
        /// CSS declarations.
        case style
        /// A value of no general meaning: an identifier.
        case opaque
        /// Anything else: sizes, colours, types.
        case plain
    }

    /// Whether an element does not separate words: `V<b></b>iagra` is one.
    static func isInline(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        inline.contains(packed(name))
    }

    /// What the value of an attribute of this name is.
    static func kind(of name: UnsafeBufferPointer<UInt8>) -> Kind {
        let key = packed(name)
        return kinds[key] ?? (key & 0xFFFF == onPrefix && name.count > 3 ? .script : .plain)
    }

    private static let inline: Set<UInt64> = Set(
        [
            "a", "abbr", "acronym", "b", "bdo", "big", "blink", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
            "kbd", "label", "mark", "nobr", "o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
            "tt", "u", "var", "wbr",
        ].map(packed))

    private static let kinds: [UInt64: Kind] = {
        var kinds: [UInt64: Kind] = ["style": .style, "srcset": .sourceSet].reduce(into: [:]) {
            $0[packed($1.key)] = $1.value
        }
        for name in [
            "href", "src", "action", "background", "data", "longdesc", "usemap", "cite", "poster", "formaction",
        ] {
            kinds[packed(name)] = .link
        }
        for name in ["alt", "title", "placeholder", "summary", "value", "label"] { kinds[packed(name)] = .text }
        for name in ["id", "name", "for", "coords", "integrity", "nonce"] { kinds[packed(name)] = .opaque }
        return kinds
    }()

    private static let onPrefix = packed("on")

    /// A name as a number that is its own up to eight bytes, and rarely another's beyond.
    static func packed(_ name: String) -> UInt64 {
        name.utf8.withContiguousStorageIfAvailable { packed($0) } ?? Array(name.utf8).withUnsafeBufferPointer(packed)
    }

    /// The first eight bytes as a number, and the length over them where there are more.
    static func packed(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        for index in 0..<min(name.count, 8) { key |= UInt64(name[index]) &<< UInt64(index * 8) }
        return name.count > 8 ? key ^ UInt64(name.count) &<< 56 : key
    }
}
