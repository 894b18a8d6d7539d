/// The line that a uuencoded file begins with: `begin 644 name`, `begin-base64 644 name`; with `-encoded` behind the
/// word, its name is in base64.
///
/// Source: POSIX uuencode; GNU sharutils.
struct BeginLine {
    /// Whether the lines are base64.
    let isBase64: Bool
    /// The name, empty if it has none.
    let name: [UInt8]
    /// Whether word, mode and name stand just as POSIX writes them, so that no reader takes them otherwise.
    let isRegular: Bool

    /// Reads a line; nil if it is none.
    ///
    /// The mode may have any number of digits up to eight, and blanks may stand where one does: some programs write so.
    init?(_ line: TextLine, in text: Span<UInt8>) {
        guard line.begins(with: Self.begin, in: text) else { return nil }
        var index = line.start + Self.begin.count
        func skip(_ word: [UInt8]) -> Bool {
            guard line.end - index >= word.count,
                word.indices.allSatisfy({ text[index + $0] | 0x20 == word[$0] | 0x20 })
            else { return false }
            index += word.count
            return true
        }
        func skipBlanks() -> Int {
            let start = index
            while index < line.end, text[index] == 0x20 || text[index] == 0x09 { index += 1 }
            return index - start
        }
        isBase64 = skip(Self.base64)
        let nameIsEncoded = skip(Self.encoded)
        let blanks = skipBlanks()
        let mode = index
        while index < line.end, index - mode < 8, text[index] >= 0x30, text[index] <= 0x39 { index += 1 }
        let digits = index - mode
        let moreBlanks = skipBlanks()
        guard blanks > 0, digits > 0, moreBlanks > 0 || index == line.end else { return nil }
        isRegular = blanks == 1 && digits == 3 && moreBlanks == 1 && text[line.start] == 0x62

        var end = line.end
        while end > index, text[end - 1] <= 0x20 { end -= 1 }
        if end - index >= 2, text[index] == text[end - 1], text[index] == 0x22 || text[index] == 0x27 {
            index += 1
            end -= 1
        }
        let name = text.extracting(index..<end)
        self.name = nameIsEncoded ? Base64.decode(name, limit: 1_024).bytes : name.copy(0..<min(name.count, 1_024))
    }

    private static let begin = Array("begin".utf8)
    private static let base64 = Array("-base64".utf8)
    private static let encoded = Array("-encoded".utf8)
}
