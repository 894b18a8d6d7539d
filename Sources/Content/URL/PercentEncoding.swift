/// Percent-encoded octets.
///
/// Source: RFC 3986 §2.1.
enum PercentEncoding {
    /// The text with each `%` and two hexadecimal digits as the octet they stand for; other percent signs stay.
    ///
    /// - Complexity: O(n).
    static func decoded(_ text: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if let octet = octet(text, at: index) {
                result.append(octet)
                index += 3
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    /// The octet that is encoded at `index`, if one is.
    static func octet(_ text: Span<UInt8>, at index: Int) -> UInt8? {
        guard text[index] == 0x25, index + 2 < text.count, let high = HexDigit.value(of: text[index + 1]),
            let low = HexDigit.value(of: text[index + 2])
        else { return nil }
        return high << 4 | low
    }
}
