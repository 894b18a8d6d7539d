/// A line of a text, by ranges of its bytes.
public struct TextLine: Hashable, Sendable {
    /// Where its bytes begin.
    public let start: Int
    /// Where its bytes end, before LF or CRLF.
    public let end: Int
    /// Where the next line begins; the text's end behind the last.
    public let next: Int

    /// The line that begins at `start`.
    ///
    /// - Complexity: O(length of the line).
    public init(at start: Int, in text: Span<UInt8>) {
        let lineFeed = text.lineFeed(from: start, to: text.count)
        self.start = start
        end = lineFeed > start && text[lineFeed - 1] == Byte.cr ? lineFeed - 1 : lineFeed
        next = min(lineFeed + 1, text.count)
    }

    /// Its bytes.
    public var range: Range<Int> { start..<end }

    /// Whether it holds nothing but spaces and tabs.
    public func isBlank(in text: Span<UInt8>) -> Bool {
        range.allSatisfy { text[$0] == Byte.space || text[$0] == Byte.tab }
    }

    /// Whether it begins with `opening`, which is in lower case, in any case.
    public func begins(with opening: [UInt8], in text: Span<UInt8>) -> Bool {
        guard end - start >= opening.count else { return false }
        return opening.indices.allSatisfy { Byte.lower(text[start + $0]) == opening[$0] }
    }
}
