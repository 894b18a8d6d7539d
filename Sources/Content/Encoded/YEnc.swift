import Evidence
import MIME

/// yEnc: each byte plus 42, and an escape for those that lines do not carry.
///
/// ```
/// =ybegin line=128 size=3 name=a.bin
/// ...
/// =yend size=3 crc32=352441c2
/// ```
///
/// Source: the yEnc draft 1.3.
enum YEnc {
    /// What the line begins with, in lower case.
    static let opening = Array("=ybegin ".utf8)

    /// Reads the file that `line` opens; nil if none follows.
    ///
    /// Without its end line the file may be any text: it is decoded, and its lines stay text.
    ///
    /// - Complexity: O(n) to where the block ends.
    static func read(_ line: TextLine, in text: Span<UInt8>, budget: EmbeddedBudget) -> EncodedBlock? {
        guard line.begins(with: opening, in: text) else { return nil }
        let begin = YEncLine(line, in: text)
        var part = begin
        var file = EmbeddedFile(form: .yEnc, names: begin.name.isEmpty ? [] : [.init(bytes: begin.name)], bytes: [])
        if begin.size == nil || begin.lineLength == nil { file.defects.insert(.irregularEncodedFile) }
        var isFirst = true
        var end: YEncLine?
        var next = line.next
        while next < text.count, end == nil {
            let data = TextLine(at: next, in: text)
            if data.begins(with: keyword, in: text) {
                if data.begins(with: opening, in: text) { break }
                if data.begins(with: ending, in: text) {
                    end = YEncLine(data, in: text)
                } else if isFirst, data.begins(with: parting, in: text) {
                    part = YEncLine(data, in: text)
                } else {
                    file.defects.insert(.irregularEncodedFile)
                }
            } else if !decode(data, in: text, into: &file, limit: budget.limit) {
                file.defects.insert(budget.breach)
            }
            isFirst = false
            next = data.next
        }
        var block = EncodedBlock(next: next)
        if let end {
            check(&file, begin, part, end)
            block.cuts = [line.start..<next]
        } else {
            guard !file.bytes.isEmpty else { return nil }
            file.defects.insert(.encodedFileWithoutEnd)
            block.next = line.next
        }
        block.files = [file]
        return block
    }

    private static func decode(
        _ line: TextLine, in text: Span<UInt8>, into file: inout EmbeddedFile, limit: Int
    ) -> Bool {
        var index = line.start
        while index < line.end {
            var byte = text[index]
            index += 1
            if byte == 0x3D {
                guard index < line.end else {
                    file.defects.insert(.irregularEncodedFile)
                    return true
                }
                byte = text[index] &- 64
                index += 1
            }
            guard file.bytes.count < limit else { return false }
            file.bytes.append(byte &- 42)
        }
        return true
    }

    /// Compares what the lines say with what was found.
    private static func check(_ file: inout EmbeddedFile, _ begin: YEncLine, _ part: YEncLine, _ end: YEncLine) {
        guard !file.defects.contains(.decodedTooLarge), !file.defects.contains(.expandedTooFar) else { return }
        let count = file.bytes.count
        var isWhole = true
        if let first = part.begin, let last = part.end {
            isWhole = first == 1 && last == begin.size
            if last - first + 1 != count { file.defects.insert(.encodedFileSizeDiffers) }
        } else {
            isWhole = (begin.part ?? 1) == 1 && (begin.total ?? 1) <= 1
            if isWhole, let size = begin.size, size != count { file.defects.insert(.encodedFileSizeDiffers) }
        }
        if !isWhole { file.defects.insert(.partialEncodedFile) }
        if let size = end.size, size != count { file.defects.insert(.encodedFileSizeDiffers) }
        let checksums = [end.partChecksum, isWhole ? end.checksum : nil].compactMap(\.self)
        guard !checksums.isEmpty else { return }
        let found = CRC32.checksum(file.bytes.span)
        if checksums.contains(where: { $0 != found }) { file.defects.insert(.encodedFileChecksumDiffers) }
    }

    private static let keyword = Array("=y".utf8)
    private static let parting = Array("=ypart ".utf8)
    private static let ending = Array("=yend".utf8)
}
