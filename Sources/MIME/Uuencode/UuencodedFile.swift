/// A file that stands in a text behind a line such as `begin 644 name` or `begin-base64 644 name`.
///
/// ```
/// begin 644 cat.txt
/// #0V%T
/// `
/// end
/// ```
///
/// Lines that are none of the file are passed over, and stay text: after one of them a line must look like data beyond
/// doubt. The file ends at its end line, or where another begins, or with the text.
///
/// Source: POSIX uuencode.
public struct UuencodedFile: Hashable, Sendable {
    private enum State { case before, data, paused, afterEmpty }

    /// Whether its lines are base64.
    public let isBase64: Bool
    /// The name as it was written, at most 1,024 bytes; empty if it has none.
    public let name: [UInt8]
    /// What it holds, decoded.
    public private(set) var bytes: [UInt8] = []
    /// What is broken in it; ``Defect/decodedTooLarge`` if it is longer than the limit.
    public private(set) var defects = DefectSet()
    /// The lines of the text that are its own, ascending, without those between them that are none.
    public private(set) var lines: [Range<Int>]
    /// Where the text goes on.
    public private(set) var next: Int

    /// Of base64: the characters.
    private var characters: [UInt8] = []

    /// Whether a line opens a file, whatever follows it.
    public static func isOpening(_ line: TextLine, in text: Span<UInt8>) -> Bool {
        BeginLine(line, in: text) != nil
    }

    /// Reads the file that `line` opens; nil if what follows is none.
    ///
    /// - Parameters:
    ///   - limit: The most bytes that are decoded.
    ///   - isOpening: Whether a line that is no data opens another file, of whatever form.
    /// - Complexity: O(n) to where the file ends.
    public init?(
        _ line: TextLine, in text: Span<UInt8>, limit: Int, isOpening: (TextLine) -> Bool
    ) {
        guard let opening = BeginLine(line, in: text) else { return nil }
        isBase64 = opening.isBase64
        name = opening.name
        lines = [line.start..<line.next]
        next = line.next
        if !opening.isRegular { defects.insert(.irregularEncodedFile) }
        guard read(text, limit: limit, isOpening: isOpening) else { return nil }
        guard isBase64 else { return }
        let (decoded, found) = Base64.decode(characters.span, limit: limit)
        bytes = decoded
        defects.formUnion(found)
        characters = []
    }

    private mutating func read(_ text: Span<UInt8>, limit: Int, isOpening: (TextLine) -> Bool) -> Bool {
        var state = State.before
        var hasEnd = false
        reading: while next < text.count, !hasEnd {
            let line = TextLine(at: next, in: text)
            switch isBase64 ? BeginBase64.kind(of: line, in: text) : Uuencode.kind(of: line, in: text) {
            case .end:
                if state == .paused || state == .before && !isBase64 { defects.insert(.irregularEncodedFile) }
                hasEnd = true
                cut(line)
            case .data(let isRegular, let isSure) where isSure || state == .before || state == .data:
                if !isRegular || state == .paused || state == .afterEmpty { defects.insert(.irregularEncodedFile) }
                state = .data
                take(line, in: text, limit: limit)
                cut(line)
            case .empty:
                // A line without a byte is none of the form; one of a space is the last of an empty file.
                if state == .data || state == .before && line.start < line.end { state = .afterEmpty }
                if state == .before { defects.insert(.irregularEncodedFile) }
                cut(line)
            case .data, .other:
                if state == .before { return false }
                if state == .afterEmpty || isOpening(line) { break reading }
                state = .paused
            }
            next = line.next
        }
        guard state != .before || hasEnd else { return false }
        if !hasEnd { defects.insert(.encodedFileWithoutEnd) }
        return true
    }

    private mutating func take(_ line: TextLine, in text: Span<UInt8>, limit: Int) {
        if isBase64 {
            for index in line.range where text[index] > 0x20 { characters.append(text[index]) }
        } else if !Uuencode.decode(line, in: text, into: &bytes, limit: limit) {
            defects.insert(.decodedTooLarge)
        }
    }

    private mutating func cut(_ line: TextLine) {
        if let last = lines.last, last.upperBound == line.start {
            lines[lines.count - 1] = last.lowerBound..<line.next
        } else {
            lines.append(line.start..<line.next)
        }
    }
}
