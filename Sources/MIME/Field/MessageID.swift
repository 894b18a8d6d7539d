/// Reads message identifiers.
///
/// Source: RFC 5322 §3.6.4.
public enum MessageID {
    /// The identifiers of an unfolded Message-ID, In-Reply-To or References value, without angle brackets and
    /// blanks. Without any brackets the words that hold an `@`, or the whole value, count.
    ///
    /// Complexity: O(n).
    public static func parse(_ value: [UInt8]) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var current: [UInt8]?
        for byte in value {
            switch byte {
            case 0x3C:
                current = []
            case 0x3E:
                if let id = current, !id.isEmpty { found.append(id) }
                current = nil
            default:
                if !Byte.isBlank(byte) { current?.append(byte) }
            }
        }
        if let id = current, !id.isEmpty { found.append(id) }
        if !found.isEmpty { return found }
        let words = value.split(whereSeparator: { Byte.isBlank($0) || $0 == 0x3C || $0 == 0x3E })
        let withAt = words.filter { $0.contains(0x40) }
        if !withAt.isEmpty { return withAt.map(Array.init) }
        return words.isEmpty ? [] : [Array(words.joined(separator: [Byte.space]))]
    }
}
