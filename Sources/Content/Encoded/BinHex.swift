import Evidence
import MIME

/// BinHex 4.0: a file of the Macintosh, name, types and both forks, in lines of a six-bit alphabet.
///
/// ```
/// (This file must be converted with BinHex 4.0)
/// :$f*TEQKPH#jdH ... :
/// ```
///
/// Source: RFC 1741 appendix A.
enum BinHex {
    /// What the line begins with, in lower case. Programs differ in what follows it.
    static let opening = Array("(this file must be converted".utf8)

    /// Reads the file that `line` opens; nil if no colon begins the next line that is not blank.
    ///
    /// Without its second colon the file may be any text: it is decoded, and its lines stay text.
    ///
    /// - Complexity: O(n) to where the block ends.
    static func read(_ line: TextLine, in text: Span<UInt8>, budget: EmbeddedBudget) -> EncodedBlock? {
        guard line.begins(with: opening, in: text) else { return nil }
        var at = line.next
        var data: TextLine
        repeat {
            guard at < text.count else { return nil }
            data = TextLine(at: at, in: text)
            at = data.next
        } while data.isBlank(in: text)
        guard text[data.start] == 0x3A else { return nil }

        var runs = BinHexRuns(limit: budget.limit)
        var defects = DefectSet()
        var hasEnd = false
        var index = data.start + 1
        at = data.next
        letters: while true {
            while index < data.end {
                let byte = text[index]
                index += 1
                if byte == 0x3A {
                    hasEnd = true
                    break letters
                }
                if let value = value(of: byte) {
                    runs.take(value)
                } else if byte != 0x20, byte != 0x09 {
                    defects.insert(.irregularEncodedFile)
                }
            }
            guard at < text.count else { break }
            data = TextLine(at: at, in: text)
            if data.begins(with: opening, in: text) { break }
            index = data.start
            at = data.next
        }
        if !hasEnd { defects.insert(.encodedFileWithoutEnd) }
        if runs.isFull { defects.insert(budget.breach) }
        var block = EncodedBlock(next: hasEnd ? at : line.next)
        if hasEnd { block.cuts = [line.start..<at] }
        block.files = BinHexFile.files(in: runs.output.span, defects)
        return block
    }

    private static func value(of byte: UInt8) -> UInt8? {
        let value = values[Int(byte)]
        return value < 64 ? value : nil
    }

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        let alphabet = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"
        for (value, letter) in alphabet.utf8.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()
}
