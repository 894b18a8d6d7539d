import Evidence
import MIME

/// Reads the file behind a ``BeginLine``.
///
/// Lines that are none of the file are passed over, and stay text: after one of them a line must look like data beyond
/// doubt. The file ends at its end line, or where another begins, or with the text.
struct BeginFile {
    private enum State { case before, data, paused, afterEmpty }

    private let opening: BeginLine
    private var block: EncodedBlock
    private var defects = DefectSet()
    private var output: [UInt8] = []
    /// Of base64: the characters.
    private var characters: [UInt8] = []

    /// Reads the file that `line` opens; nil if what follows is none.
    ///
    /// - Complexity: O(n) to where the block ends.
    static func read(_ line: TextLine, in text: Span<UInt8>, budget: EmbeddedBudget) -> EncodedBlock? {
        guard let opening = BeginLine(line, in: text) else { return nil }
        var file = BeginFile(opening, line)
        return file.read(text, from: line.next, limit: budget.limit, breach: budget.breach) ? file.block : nil
    }

    private init(_ opening: BeginLine, _ line: TextLine) {
        self.opening = opening
        block = EncodedBlock(next: line.next)
        block.cut(line.start..<line.next)
        if !opening.isRegular { defects.insert(.irregularEncodedFile) }
    }

    private mutating func read(_ text: Span<UInt8>, from start: Int, limit: Int, breach: Defect) -> Bool {
        var state = State.before
        var hasEnd = false
        var at = start
        lines: while at < text.count, !hasEnd {
            let line = TextLine(at: at, in: text)
            switch opening.isBase64 ? BeginBase64.kind(of: line, in: text) : Uuencode.kind(of: line, in: text) {
            case .end:
                if state == .paused || state == .before && !opening.isBase64 { defects.insert(.irregularEncodedFile) }
                hasEnd = true
                block.cut(line.start..<line.next)
            case .data(let isRegular, let isSure) where isSure || state == .before || state == .data:
                if !isRegular || state == .paused || state == .afterEmpty { defects.insert(.irregularEncodedFile) }
                state = .data
                take(line, in: text, limit: limit, breach: breach)
                block.cut(line.start..<line.next)
            case .empty:
                // A line without a byte is none of the form; one of a space is the last of an empty file.
                if state == .data || state == .before && line.start < line.end { state = .afterEmpty }
                if state == .before { defects.insert(.irregularEncodedFile) }
                block.cut(line.start..<line.next)
            case .data, .other:
                if state == .before { return false }
                if state == .afterEmpty || EncodedText.isOpening(line, in: text) { break lines }
                state = .paused
            }
            at = line.next
        }
        guard state != .before || hasEnd else { return false }
        if !hasEnd { defects.insert(.encodedFileWithoutEnd) }
        block.next = at
        finish(limit: limit, breach: breach)
        return true
    }

    private mutating func take(_ line: TextLine, in text: Span<UInt8>, limit: Int, breach: Defect) {
        if opening.isBase64 {
            for index in line.range where text[index] > 0x20 { characters.append(text[index]) }
        } else if !Uuencode.decode(line, in: text, into: &output, limit: limit) {
            defects.insert(breach)
        }
    }

    private mutating func finish(limit: Int, breach: Defect) {
        if opening.isBase64 {
            let (bytes, found) = Base64.decode(characters.span, limit: limit)
            output = bytes
            defects.formUnion(found)
            if found.contains(.decodedTooLarge) { defects.insert(breach) }
        }
        block.files = [
            EmbeddedFile(
                form: opening.isBase64 ? .base64 : .uuencode,
                names: opening.name.isEmpty ? [] : [EmbeddedFile.Name(bytes: opening.name)], bytes: output,
                defects: defects)
        ]
    }
}
