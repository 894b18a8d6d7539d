import Evidence

/// Tokens of the message's header fields but Received.
enum HeaderTokens {
    /// Writes the tokens of one field.
    ///
    /// - Parameters:
    ///   - name: The name in lower case.
    ///   - raw: The value as it stands, unfolded.
    ///   - decoded: The value as UTF-8, encoded words decoded.
    /// - Complexity: O(n).
    static func write(_ name: [UInt8], raw: Span<UInt8>, decoded: Span<UInt8>, into writer: inout TokenWriter) {
        switch kinds[name] ?? .other {
        case .subject: subject(raw, decoded, into: &writer)
        case .addresses: addresses(name.span, decoded, into: &writer)
        case .identifier: identifiers(name.span, raw, into: &writer)
        case .date: date(raw, into: &writer)
        case .structure: break
        case .list:
            writer.whole(.header, "=", field: name.span, decoded)
        case .other where name.starts(with: listPrefix):
            writer.whole(.header, "=", field: name.span, decoded)
        case .other:
            writer.words(decoded, .header, field: name.span)
            if decoded.count <= 80 { writer.whole(.header, "=", field: name.span, decoded) }
        }
    }

    /// Writes the tokens of the fields' names: each pair of neighbours, the first one with nothing before it.
    static func writeNames(_ names: [[UInt8]], into writer: inout TokenWriter) {
        for (index, name) in names.enumerated() {
            let pair = (index == 0 ? [] : names[index - 1]) + [0x3E] + name
            writer.whole(.header, "names:", pair.span)
        }
    }

    private enum Kind {
        case subject, addresses, identifier, date, structure, list, other
    }

    private static let kinds: [[UInt8]: Kind] = {
        var kinds: [[UInt8]: Kind] = [:]
        for name in [
            "from", "to", "cc", "bcc", "reply-to", "resent-from", "resent-to", "resent-sender",
            "mail-followup-to", "mail-reply-to", "disposition-notification-to", "x-sender", "apparently-to",
        ] {
            kinds[Array(name.utf8)] = .addresses
        }
        for name in ["message-id", "in-reply-to", "references", "resent-message-id", "content-id"] {
            kinds[Array(name.utf8)] = .identifier
        }
        for name in ["content-type", "content-transfer-encoding", "content-disposition"] {
            kinds[Array(name.utf8)] = .structure
        }
        for name in [
            "precedence", "sender", "errors-to", "mailing-list", "x-beenthere", "x-loop", "x-mailing-list",
            "x-mailman-version",
        ] {
            kinds[Array(name.utf8)] = .list
        }
        for name in ["date", "resent-date"] { kinds[Array(name.utf8)] = .date }
        kinds[Array("subject".utf8)] = .subject
        return kinds
    }()

    private static let listPrefix = Array("list-".utf8)

    private static func subject(_ raw: Span<UInt8>, _ decoded: Span<UInt8>, into writer: inout TokenWriter) {
        writer.words(decoded, .subject)
        if let start = ByteScan.firstIndex(of: 0x3D, in: raw), start + 1 < raw.count, raw[start + 1] == 0x3F {
            let end = ByteScan.firstIndex(of: 0x3F, in: raw, from: start + 2) ?? raw.count
            writer.whole(.subject, "charset:", raw.extracting(min(start + 2, end)..<end))
        }
        if !ByteScan.isASCII(raw) { writer.fixed(.subject, "8bit:") }
    }

    /// Addresses are what has an `@` inside; all else are words of display names and comments.
    private static func addresses(_ field: Span<UInt8>, _ value: Span<UInt8>, into writer: inout TokenWriter) {
        var count = 0
        var rest: [UInt8] = []
        var start = 0
        for index in 0...value.count {
            if index < value.count, !isDelimiter(value[index]) { continue }
            let item = value.extracting(start..<index)
            if let at = lastAt(item) {
                count += 1
                if count <= 50 { address(field, item, at, into: &writer) }
            } else {
                item.withUnsafeBufferPointer { rest.append(contentsOf: $0) }
                rest.append(0x20)
            }
            start = index + 1
        }
        writer.words(rest.span, .addresses, "name:", field: field)
        if count != 1 { writer.number(.addresses, "count:", field: field, min(count, 8)) }
    }

    private static func address(_ field: Span<UInt8>, _ address: Span<UInt8>, _ at: Int, into writer: inout TokenWriter)
    {
        writer.whole(.addresses, "addr:", field: field, address)
        let local = address.extracting(0..<at)
        writer.whole(.addresses, "local:", field: field, local)
        writer.shape(.addresses, "localshape:", field: field, local)
        var domain = address.extracting((at + 1)..<address.count)
        for _ in 0..<4 {
            writer.whole(.addresses, "domain:", field: field, domain)
            guard let dot = ByteScan.firstIndex(of: 0x2E, in: domain) else { break }
            domain = domain.extracting((dot + 1)..<domain.count)
        }
    }

    /// Shapes and hosts of message identifiers, and of those that refer to others the identifiers themselves.
    private static func identifiers(_ field: Span<UInt8>, _ value: Span<UInt8>, into writer: inout TokenWriter) {
        var start = 0
        var count = 0
        for index in 0...value.count where count < 8 {
            if index < value.count, !isDelimiter(value[index]) { continue }
            let item = value.extracting(start..<index)
            start = index + 1
            guard let at = lastAt(item) else { continue }
            count += 1
            writer.whole(.header, "id:", item)
            writer.shape(.header, "shape:", field: field, item.extracting(0..<at))
            writer.whole(.header, "host:", field: field, item.extracting((at + 1)..<item.count))
        }
        if count == 0 { writer.shape(.header, "bad:", field: field, value) }
    }

    private static func date(_ value: Span<UInt8>, into writer: inout TokenWriter) {
        writer.shape(.header, "date:", value)
        var index = value.count
        while index > 0 {
            index -= 1
            guard value[index] == 0x2B || value[index] == 0x2D else { continue }
            writer.whole(.header, "zone:", value.extracting(index..<value.count))
            return
        }
    }

    private static func lastAt(_ item: Span<UInt8>) -> Int? {
        var index = item.count - 1
        while index > 0 {
            if item[index] == 0x40 { return index }
            index -= 1
        }
        return nil
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x22, 0x27, 0x28, 0x29, 0x2C, 0x3A, 0x3B, 0x3C, 0x3E, 0x5B, 0x5D: true
        default: false
        }
    }
}
