/// Line ends of decoded text, so that it reads the same however its lines ended.
enum LineFeeds {
    /// A copy in which each CRLF, and each CR that stands alone, is one LF.
    ///
    /// - Complexity: O(n).
    static func normalized(_ bytes: Span<UInt8>) -> [UInt8] {
        var copy = Array(copying: bytes)
        normalize(&copy)
        return copy
    }

    /// Makes each CRLF, and each CR that stands alone, one LF.
    ///
    /// - Complexity: O(n).
    static func normalize(_ text: inout [UInt8]) {
        guard let first = ByteScan.firstIndex(of: 0x0D, in: text.span) else { return }
        var to = first
        var from = first
        while from < text.count {
            let byte = text[from]
            from += 1
            if byte == 0x0D {
                if from < text.count, text[from] == 0x0A { continue }
                text[to] = 0x0A
            } else {
                text[to] = byte
            }
            to += 1
        }
        text.removeSubrange(to...)
    }
}
