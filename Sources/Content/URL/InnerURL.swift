/// A URL that stands in another one's path or query, where redirectors have the address they send to.
enum InnerURL {
    /// The first `http://…` or `https://…` behind the host of a URL, percent-encoded once or twice or not; empty if there is
    /// none.
    ///
    /// - Parameter from: Where the outer URL's path begins.
    /// - Complexity: O(n).
    static func first(in url: Span<UInt8>, from: Int) -> [UInt8] {
        var isInQuery = false
        var index = max(from, 1)
        while index + 8 < url.count {
            if url[index] == 0x3F { isInQuery = true }
            guard url[index] | 0x20 == 0x68, !ASCII.isAlphanumeric(url[index - 1]) || isBehindEscape(url, index),
                let levels = encoding(of: url, at: index)
            else {
                index += 1
                continue
            }
            var end = index
            while end < url.count, !ends(url[end], isInQuery: isInQuery || levels > 0) { end += 1 }
            var inner: [UInt8] = []
            url.extracting(index..<end).withUnsafeBufferPointer { inner.append(contentsOf: $0) }
            for _ in 0..<levels { inner = PercentEncoding.decoded(inner.span) }
            return inner
        }
        return []
    }

    /// How often the `://` of the scheme at `index` is percent-encoded; nil if there is no scheme.
    private static func encoding(of url: Span<UInt8>, at index: Int) -> Int? {
        guard begins(url, index, http) else { return nil }
        var rest = index + http.count
        if rest < url.count, url[rest] | 0x20 == 0x73 { rest += 1 }
        return separators.firstIndex { begins(url, rest, $0) }
    }

    private static let http = Array("http".utf8)
    /// In small letters.
    private static let separators = ["://", "%3a%2f%2f", "%253a%252f%252f"].map { Array($0.utf8) }

    private static func begins(_ url: Span<UInt8>, _ start: Int, _ text: [UInt8]) -> Bool {
        url.count - start >= text.count && text.indices.allSatisfy { ASCII.lower(url[start + $0]) == text[$0] }
    }

    /// Whether the letter or figure before `index` is the last of an escape, as in `%3Dhttp`.
    private static func isBehindEscape(_ url: Span<UInt8>, _ index: Int) -> Bool {
        index >= 3 && PercentEncoding.octet(url, at: index - 3) != nil
            || index >= 5 && url[index - 5] == 0x25 && url[index - 4] == 0x32 && url[index - 3] == 0x35
    }

    private static func ends(_ byte: UInt8, isInQuery: Bool) -> Bool {
        byte == 0x26 && isInQuery || byte == 0x23
    }
}
