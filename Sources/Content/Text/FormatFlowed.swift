/// Joins the soft line breaks of `format=flowed`, so that what was one paragraph is one again.
///
/// Source: RFC 3676 §4.
enum FormatFlowed {
    /// Joins the lines of `text`, which is UTF-8 with LF or CRLF line ends; the result has LF.
    ///
    /// - Parameter deleteSpace: The `DelSp` parameter: the space before a soft break is not part of the text.
    /// - Complexity: O(n).
    static func joined(_ text: Span<UInt8>, deleteSpace: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var depth = 0
        var open = false
        var start = 0
        while start < text.count {
            let lineFeed = ByteScan.firstIndex(of: 0x0A, in: text, from: start) ?? text.count
            var end = lineFeed
            if end > start, text[end - 1] == 0x0D { end -= 1 }

            var begin = start
            while begin < end, text[begin] == 0x3E { begin += 1 }
            let quotes = begin - start
            if begin < end, text[begin] == 0x20 { begin += 1 }

            if open && quotes == depth {
                if deleteSpace, result.last == 0x20 { result.removeLast() }
            } else {
                if open { result.append(0x0A) }
                for _ in 0..<quotes { result.append(0x3E) }
            }
            depth = quotes
            text.extracting(begin..<end).withUnsafeBufferPointer { result.append(contentsOf: $0) }

            let isSignature =
                end - begin == 3 && text[begin] == 0x2D && text[begin + 1] == 0x2D && text[end - 1] == 0x20
            open = end > begin && text[end - 1] == 0x20 && !isSignature
            if !open { result.append(0x0A) }
            start = lineFeed + 1
        }
        return result
    }
}
