/// The clauses of a Received field.
///
/// Source: RFC 5321 §4.4, RFC 5322 §3.6.7.
public struct Received: Hashable, Sendable {
    /// The name after `from`.
    public private(set) var from: [UInt8] = []
    /// The comments after it: what the receiver saw, such as `mx.example.org [192.0.2.1]`.
    public private(set) var fromComment: [UInt8] = []
    /// The name after `by`.
    public private(set) var by: [UInt8] = []
    /// The protocol after `with`.
    public private(set) var with: [UInt8] = []
    /// The queue id after `id`, without angle brackets.
    public private(set) var id: [UInt8] = []
    /// The address after `for`, without angle brackets.
    public private(set) var forAddress: [UInt8] = []
    /// The date after the last semicolon.
    public private(set) var date: MailDate?

    /// Reads an unfolded value; it never fails, clauses that are missing are empty. Of a clause that stands twice
    /// the first counts.
    ///
    /// Complexity: O(n).
    public static func parse(_ value: [UInt8]) -> Received {
        var result = Received()
        var clauses = value
        if let semicolon = value.lastIndex(of: 0x3B) {
            result.date = MailDate.parse(Array(value[(semicolon + 1)...]))
            clauses = Array(value[..<semicolon])
        }
        var cursor = FieldCursor(clauses)
        var keyword: WritableKeyPath<Received, [UInt8]>?
        var isAfterFrom = false
        while true {
            cursor.skipBlanks()
            guard let byte = cursor.byte else { break }
            if byte == 0x28 {
                let comment = cursor.takeComment()
                if isAfterFrom {
                    if !result.fromComment.isEmpty { result.fromComment.append(Byte.space) }
                    result.fromComment += comment
                }
                continue
            }
            let word = cursor.take { !Byte.isBlank($0) && $0 != 0x28 }
            if let clause = keyword {
                let bare = word.filter { $0 != 0x3C && $0 != 0x3E }
                if result[keyPath: clause].isEmpty { result[keyPath: clause] = bare }
                keyword = nil
                continue
            }
            keyword = path(word)
            if let keyword { isAfterFrom = keyword == \Received.from }
        }
        return result
    }

    private static func path(_ word: [UInt8]) -> WritableKeyPath<Received, [UInt8]>? {
        switch String(decoding: word.prefix(5).map(Byte.lower), as: UTF8.self) {
        case "from": \Received.from
        case "by": \Received.by
        case "with": \Received.with
        case "id": \Received.id
        case "for": \Received.forAddress
        default: nil
        }
    }
}
