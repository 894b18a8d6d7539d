/// Several messages in one file, each after a line that starts with `From `.
///
/// A message starts at a `From ` line at the top of the file or after an empty line; `>From ` in a body loses one
/// `>` (mboxrd). A file that does not start with `From ` is no mbox.
///
/// Source: RFC 4155, the mboxrd quoting.
struct Mbox {
    /// The messages without their `From ` lines and without the empty line before the next one.
    let messages: [Range<Int>]
    private let bytes: [UInt8]

    /// Nil if the file does not start with a `From ` line.
    ///
    /// - Complexity: O(n).
    init?(_ bytes: [UInt8]) {
        guard bytes.starts(with: Self.separator) else { return nil }
        var messages: [Range<Int>] = []
        var start: Int?
        var lineStart = 0
        var afterEmptyLine = true
        var emptyLineStart = 0
        while lineStart < bytes.count {
            let end = bytes[lineStart...].firstIndex(of: 0x0A) ?? bytes.count
            let next = min(end + 1, bytes.count)
            if afterEmptyLine, bytes[lineStart..<end].starts(with: Self.separator) {
                if let start { messages.append(start..<max(start, emptyLineStart)) }
                start = next
            }
            let isEmpty = end == lineStart || (end == lineStart + 1 && bytes[lineStart] == 0x0D)
            afterEmptyLine = isEmpty
            if isEmpty { emptyLineStart = lineStart }
            lineStart = next
        }
        if let start { messages.append(start..<bytes.count) }
        self.messages = messages
        self.bytes = bytes
    }

    /// One message with its `>From ` lines as they were.
    func unquoted(_ range: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var lineStart = range.lowerBound
        while lineStart < range.upperBound {
            let end = bytes[lineStart..<range.upperBound].firstIndex(of: 0x0A).map { $0 + 1 } ?? range.upperBound
            let line = bytes[lineStart..<end]
            let quotes = line.prefix { $0 == UInt8(ascii: ">") }.count
            let isQuoted = quotes > 0 && line.dropFirst(quotes).starts(with: Self.separator)
            result += isQuoted ? line.dropFirst() : line
            lineStart = end
        }
        return result
    }

    private static let separator = Array("From ".utf8)
}
