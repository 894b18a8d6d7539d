/// The daemon's only look into a message: the names and ranges of the fields in its header section.
///
/// It never looks at values, never fails, and agrees with ``MessageParser``. A field is found wherever a reader
/// could find it: with white space before the colon, behind a malformed line, under an mbox `From ` line.
public enum HeaderFields {
    /// Calls `visit` for each field in order and gives the end of the header section.
    ///
    /// The end is where the empty line starts, or the end of the bytes. The bytes may go on after it.
    ///
    /// Complexity: O(size of the header section).
    /// Source: RFC 5322 §2.1, §2.2, §4.5.
    @discardableResult
    public static func scan(_ bytes: Span<UInt8>, _ visit: (Field) -> Void) -> Int {
        scanLines(bytes, visit).end
    }

    /// Where the header section ends, or nil if these bytes are all header so far: then more must be looked at.
    ///
    /// Complexity: O(size of the header section).
    public static func end(in bytes: Span<UInt8>) -> Int? {
        let (end, isComplete) = scanLines(bytes) { _ in }
        return isComplete ? end : nil
    }

    static func scanLines(_ bytes: Span<UInt8>, _ visit: (Field) -> Void) -> (end: Int, isComplete: Bool) {
        var lines = HeaderLines(isMessage: true)
        var start = 0
        while start < bytes.count {
            let (end, next) = bytes.line(from: start, to: bytes.count)
            // A line without content ends the section, if a line end shows that nothing more belongs to it.
            if end == start {
                if case .field(let field) = lines.finish(nextLine: start) { visit(field) }
                return (start, true)
            }
            if case .field(let field) = lines.take(bytes, start: start, end: end) { visit(field) }
            start = next
        }
        if case .field(let field) = lines.finish(nextLine: bytes.count) { visit(field) }
        return (bytes.count, false)
    }
}
