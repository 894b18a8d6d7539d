/// Reads address lists, in the forms of today, the obsolete ones and the broken ones that mail carries.
///
/// Source: RFC 5322 §3.4, §4.4.
public enum AddressParser {
    /// The entries of an unfolded value in order; it never fails. What cannot be an address is given as a mailbox
    /// without domain, so that nothing that was written is lost.
    ///
    /// Complexity: O(n).
    public static func parse(_ value: [UInt8]) -> [AddressEntry] {
        var reader = AddressReader(value)
        return reader.read()
    }

    /// The mailboxes of an unfolded value, those in groups too.
    public static func mailboxes(_ value: [UInt8]) -> [Mailbox] {
        parse(value).flatMap { entry in
            switch entry {
            case .mailbox(let mailbox): [mailbox]
            case .group(_, let members): members
            }
        }
    }
}

private struct AddressReader {
    private var cursor: FieldCursor
    private var entries: [AddressEntry] = []
    private var group: (name: [UInt8], members: [Mailbox])?
    /// Words before any `<`: a display name or a bare address.
    private var words: [UInt8] = []
    private var hasSpace = false
    /// An `@` outside of quotes stands in ``words``.
    private var hasAt = false
    private var comment: [UInt8] = []
    private var route: [UInt8]?

    init(_ value: [UInt8]) {
        cursor = FieldCursor(value)
    }

    mutating func read() -> [AddressEntry] {
        while let byte = cursor.byte {
            switch byte {
            case 0x2C:
                cursor.advance()
                endMailbox()
            case 0x3B:
                cursor.advance()
                endMailbox()
                endGroup()
            case 0x3A where group == nil && route == nil && !hasAt && !words.isEmpty:
                cursor.advance()
                group = (words, [])
                clear()
            case 0x28:
                let text = cursor.takeComment()
                if comment.isEmpty { comment = text }
                hasSpace = hasSpace || !words.isEmpty
            case 0x3C:
                cursor.advance()
                takeRoute()
            case 0x22:
                append(cursor.takeQuoted())
            default:
                if Byte.isBlank(byte) {
                    cursor.skipBlanks()
                    hasSpace = !words.isEmpty
                } else {
                    takeAtom()
                }
            }
        }
        endMailbox()
        endGroup()
        return entries
    }

    private mutating func append(_ word: [UInt8]) {
        if hasSpace, !words.isEmpty { words.append(Byte.space) }
        hasSpace = false
        words += word
    }

    private mutating func takeAtom() {
        let atom = cursor.take { byte in
            switch byte {
            case 0x2C, 0x3B, 0x28, 0x3C, 0x22: false
            case 0x3A: group != nil || route != nil || hasAt
            default: !Byte.isBlank(byte)
            }
        }
        // A colon without a word before it, or a byte that begins nothing: it is text.
        let word = atom.isEmpty ? [cursor.byte ?? Byte.space] : atom
        if atom.isEmpty { cursor.advance() }
        append(word)
        hasAt = hasAt || word.contains(0x40)
    }

    /// `<route:local@domain>`; quotes within it are undone. A second one in the same mailbox is a mailbox more.
    private mutating func takeRoute() {
        if route != nil { endMailbox() }
        var address: [UInt8] = []
        var isQuoted = false
        loop: while let byte = cursor.byte {
            switch byte {
            case 0x3E:
                cursor.advance()
                break loop
            case 0x22:
                address += cursor.takeQuoted()
                isQuoted = true
            case 0x28:
                _ = cursor.takeComment()
            case 0x3C:
                cursor.advance()
            default:
                cursor.advance()
                if !Byte.isBlank(byte) { address.append(byte) }
            }
        }
        if !isQuoted, address.first == 0x40, let colon = address.lastIndex(of: 0x3A) {
            address.removeSubrange(...colon)
        }
        route = address
    }

    private mutating func endMailbox() {
        defer { clear() }
        let address: [UInt8]
        let name: [UInt8]
        if let route {
            address = route
            name = words.isEmpty ? comment : words
        } else if hasAt {
            address = AddressReader.withoutObsoleteBlanks(words)
            name = comment
        } else {
            guard !words.isEmpty || !comment.isEmpty else { return }
            // A word that is no address: a name to most readers, `root` to the local mail system.
            address = words
            name = comment
        }
        let split = route != nil || hasAt ? address.lastIndex(of: 0x40) : nil
        let mailbox: Mailbox
        if let split {
            mailbox = Mailbox(
                displayName: name, localPart: Array(address[..<split]), domain: Array(address[(split + 1)...]))
        } else {
            mailbox = Mailbox(displayName: name, localPart: address, domain: [])
        }
        if group != nil { group?.members.append(mailbox) } else { entries.append(.mailbox(mailbox)) }
    }

    /// `a . b @ c` is one address in the obsolete form.
    private static func withoutObsoleteBlanks(_ words: [UInt8]) -> [UInt8] {
        func joins(_ byte: UInt8) -> Bool { byte == 0x2E || byte == 0x40 }
        var result: [UInt8] = []
        for (index, byte) in words.enumerated() {
            if byte == Byte.space, index + 1 < words.count, joins(words[index + 1]) || result.last.map(joins) == true {
                continue
            }
            result.append(byte)
        }
        return result
    }

    private mutating func endGroup() {
        if let group { entries.append(.group(name: group.name, members: group.members)) }
        group = nil
    }

    private mutating func clear() {
        words = []
        comment = []
        route = nil
        hasAt = false
        hasSpace = false
    }
}
