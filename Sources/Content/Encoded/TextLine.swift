/// A line of a text, by ranges of its bytes.
struct TextLine {
    /// Where its bytes begin.
    let start: Int
    /// Where its bytes end, before LF or CRLF.
    let end: Int
    /// Where the next line begins; the text's end behind the last.
    let next: Int

    /// The line that begins at `start`.
    ///
    /// - Complexity: O(length of the line).
    init(at start: Int, in text: Span<UInt8>) {
        let lineFeed = ByteScan.firstIndex(of: 0x0A, in: text, from: start)
        var end = lineFeed ?? text.count
        next = lineFeed.map { $0 + 1 } ?? text.count
        if end > start, text[end - 1] == 0x0D { end -= 1 }
        self.start = start
        self.end = end
    }

    /// Its bytes.
    var range: Range<Int> { start..<end }

    /// Whether it holds nothing but blanks.
    func isBlank(in text: Span<UInt8>) -> Bool {
        range.allSatisfy { text[$0] == 0x20 || text[$0] == 0x09 }
    }

    /// Whether it begins with `opening`, which is in lower case, in any case.
    func begins(with opening: [UInt8], in text: Span<UInt8>) -> Bool {
        guard end - start >= opening.count else { return false }
        return opening.indices.allSatisfy { ASCII.lower(text[start + $0]) == opening[$0] }
    }
}
