import Evidence

/// Tokens of Received fields: hosts, addresses and their networks, protocols, shapes of queue ids; not the date.
enum ReceivedTokens {
    /// Writes the tokens of one field unless it was added on our own host.
    ///
    /// - Parameters:
    ///   - value: The field's value, unfolded.
    ///   - isLeading: Whether no field above this one came from elsewhere; true for the first.
    /// - Complexity: O(n).
    static func write(_ value: Span<UInt8>, isLeading: inout Bool, into writer: inout TokenWriter) {
        let items = items(of: value)
        if isLeading, isLocal(value, items) { return }
        isLeading = false
        var clause = Clause.none
        var syntax: [UInt8] = []
        for item in items {
            let text = value.extracting(item)
            if let next = Clause(text) {
                clause = next
                syntax.append(next.letter)
                continue
            }
            write(text, clause, into: &writer)
            if clause == .id || clause == .for { clause = .none }
        }
        writer.whole(.received, "syntax:", syntax.span)
    }

    /// The words that open a clause.
    private enum Clause {
        case none, from, by, via, with, id, `for`

        init?(_ text: Span<UInt8>) {
            guard text.count <= 4 else { return nil }
            var key: UInt32 = 0
            for index in text.indices { key = key << 8 | UInt32(text[index] | 0x20) }
            switch key {
            case 0x6672_6F6D: self = .from
            case 0x6279: self = .by
            case 0x0076_6961: self = .via
            case 0x7769_7468: self = .with
            case 0x6964: self = .id
            case 0x0066_6F72: self = .for
            default: return nil
            }
        }

        var letter: UInt8 {
            switch self {
            case .none: 0x2D
            case .from: 0x66
            case .by: 0x62
            case .via: 0x76
            case .with: 0x77
            case .id: 0x69
            case .for: 0x72
            }
        }
    }

    private static func write(_ text: Span<UInt8>, _ clause: Clause, into writer: inout TokenWriter) {
        if clause == .id {
            writer.shape(.received, "id:", text)
        } else if clause == .for {
            writer.whole(.received, "for:", text)
        } else if HostTokens.isIPv4(text) {
            HostTokens.writeNetworks(text, .received, into: &writer)
        } else if HostTokens.isHostLike(text) {
            HostTokens.writeSuffixes(text, .received, into: &writer)
        } else {
            writer.whole(.received, "word:", text)
        }
    }

    /// Whether the field was added on the way from our MX into the mailbox: what tamis or amavis wrote, what came over
    /// loopback (the re-entry), what a host handed to itself (delivery by LMTP).
    ///
    /// Such fields stand in the message when it is learned and not when it is scored. Only those above the first
    /// hop from elsewhere count, so that none of the sender's own, forged or not, is passed over.
    private static func isLocal(_ value: Span<UInt8>, _ items: [Range<Int>]) -> Bool {
        var clause = Clause.none
        var from: Range<Int>?
        for item in items {
            let text = value.extracting(item)
            if equals(text, tamis) || equals(text, amavis) || equals(text, amavisdNew) { return true }
            if let next = Clause(text) {
                clause = next
                continue
            }
            if clause == .from, equals(text, loopback) || equals(text, loopback6) { return true }
            if clause == .from, from == nil { from = item }
            if clause == .by, let sender = from {
                if equals(text, value.extracting(sender)) { return true }
                from = nil
            }
        }
        return false
    }

    /// The words of the value before the date: runs between white space, brackets, quotes and commas.
    private static func items(of value: Span<UInt8>) -> [Range<Int>] {
        var end = value.count
        for index in value.indices where value[index] == 0x3B { end = index }
        var items: [Range<Int>] = []
        var start = 0
        for index in 0...end {
            if index < end, !isDelimiter(value[index]) { continue }
            if index > start, items.count < 64 { items.append(start..<index) }
            start = index + 1
        }
        return items
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x22, 0x28, 0x29, 0x2C, 0x3B, 0x3C, 0x3D, 0x3E, 0x5B, 0x5D: true
        default: false
        }
    }

    private static func equals(_ text: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        text.count == other.count && text.indices.allSatisfy { text[$0] | 0x20 == other[$0] | 0x20 }
    }

    private static func equals(_ text: Span<UInt8>, _ word: [UInt8]) -> Bool { equals(text, word.span) }

    private static let tamis = Array("tamis".utf8)
    private static let amavis = Array("amavis".utf8)
    private static let amavisdNew = Array("amavisd-new".utf8)
    private static let loopback = Array("127.0.0.1".utf8)
    private static let loopback6 = Array("IPv6:::1".utf8)
}
