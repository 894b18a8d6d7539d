import Evidence
import MIME

/// uuencode and `begin-base64` in a text, as `MIME.UuencodedFile` reads them.
enum BeginFile {
    /// Reads the file that `line` opens; nil if what follows is none.
    ///
    /// - Complexity: O(n) to where the block ends.
    static func read(_ line: TextLine, in text: Span<UInt8>, budget: EmbeddedBudget) -> EncodedBlock? {
        let read = UuencodedFile(line, in: text, limit: budget.limit) { EncodedText.isOpening($0, in: text) }
        guard let read else { return nil }
        var file = EmbeddedFile(
            form: read.isBase64 ? .base64 : .uuencode,
            names: read.name.isEmpty ? [] : [EmbeddedFile.Name(bytes: read.name)], bytes: read.bytes,
            defects: read.defects)
        if read.defects.contains(.decodedTooLarge) { file.defects.insert(budget.breach) }
        return EncodedBlock(files: [file], cuts: read.lines, next: read.next)
    }
}
