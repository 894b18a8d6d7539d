import MIME

/// A text without the files that stand encoded in it, and those files.
struct EncodedText {
    /// The files, in order.
    private(set) var files: [EmbeddedFile] = []
    /// The lines that are encoded, ascending and apart.
    private(set) var cuts: [Range<Int>] = []
    /// Whether there were more files than the budget had room for.
    private(set) var defects = DefectSet()

    /// Reads a text: any bytes, in any charset that has ASCII in it, with LF or CRLF.
    ///
    /// ```swift
    /// var budget = EmbeddedBudget(files: 100, bytes: 1 << 20)
    /// let text = EncodedText(bytes.span, budget: &budget)
    /// ```
    ///
    /// - Complexity: O(n).
    init(_ text: Span<UInt8>, budget: inout EmbeddedBudget) {
        var at = 0
        while at < text.count {
            guard Self.mayOpen(text[at]) else {
                guard let lineFeed = ByteScan.firstIndex(of: 0x0A, in: text, from: at) else { return }
                at = lineFeed + 1
                continue
            }
            let line = TextLine(at: at, in: text)
            guard Self.isOpening(line, in: text),
                let block = BeginFile.read(line, in: text, budget: budget)
                    ?? YEnc.read(line, in: text, budget: budget) ?? BinHex.read(line, in: text, budget: budget)
            else {
                at = line.next
                continue
            }
            for file in block.files {
                guard budget.take(file.bytes.count) else {
                    // What is not listed stays text.
                    defects.insert(.tooManyParts)
                    return
                }
                files.append(file)
            }
            cuts += block.cuts
            at = max(block.next, line.next)
        }
    }

    /// Whether a line opens an encoded file, whatever follows it.
    static func isOpening(_ line: TextLine, in text: Span<UInt8>) -> Bool {
        guard line.start < line.end, mayOpen(text[line.start]) else { return false }
        return line.begins(with: YEnc.opening, in: text) || line.begins(with: BinHex.opening, in: text)
            || UuencodedFile.isOpening(line, in: text)
    }

    /// Copies a text without the lines of `cuts`.
    ///
    /// - Complexity: O(n).
    static func words(of text: Span<UInt8>, without cuts: [Range<Int>]) -> [UInt8] {
        var words: [UInt8] = []
        words.reserveCapacity(text.count)
        var start = 0
        for cut in cuts {
            words.append(copying: text.extracting(start..<cut.lowerBound))
            start = cut.upperBound
        }
        words.append(copying: text.extracting(start..<text.count))
        return words
    }

    private static func mayOpen(_ byte: UInt8) -> Bool {
        byte == 0x62 || byte == 0x42 || byte == 0x3D || byte == 0x28
    }
}
