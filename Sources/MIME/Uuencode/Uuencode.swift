/// uuencode: each line has its count of bytes as a character, and four characters for three bytes.
///
/// Source: POSIX uuencode.
///
/// ```
/// begin 644 cat.txt
/// #0V%T
/// `
/// end
/// ```
public enum Uuencode {
    /// Decodes the first file in a body, at most `limit` bytes of it, as mail programs do that know `x-uuencode`. What
    /// stands around the file is dropped.
    ///
    /// A body without a file is given as it is: ``Defect/malformedEncodedFile``, if there is anything in it.
    ///
    /// - Complexity: O(n).
    public static func decode(_ body: Span<UInt8>, limit: Int = .max) -> (bytes: [UInt8], defects: DefectSet) {
        let limit = max(limit, 0)
        var start = 0
        while start < body.count {
            let line = TextLine(at: start, in: body)
            let file = UuencodedFile(line, in: body, limit: limit) { UuencodedFile.isOpening($0, in: body) }
            if let file { return (file.bytes, file.defects) }
            start = line.next
        }
        var defects: DefectSet = body.count > limit ? [.decodedTooLarge] : []
        if !body.trimmed(0..<body.count).isEmpty { defects.insert(.malformedEncodedFile) }
        return (body.copy(0..<min(body.count, limit)), defects)
    }

    /// What a line within a uuencoded file is.
    static func kind(of line: TextLine, in text: Span<UInt8>) -> EncodedLine {
        guard !line.isBlank(in: text) else { return .empty }
        if isEnd(line, in: text) { return .end }
        let count = value(text[line.start])
        guard isOfAlphabet(text[line.start]) else { return .other }
        let available = line.end - line.start - 1
        guard count > 0 else {
            return (line.start..<line.end).allSatisfy { text[$0] == 0x20 || text[$0] == 0x60 } ? .empty : .other
        }
        let needed = (count + 2) / 3 * 4
        for index in 0..<min(available, needed) where !isOfAlphabet(text[line.start + 1 + index]) { return .other }
        // A character of some encoders' checksum may follow. Spaces at the end may be lost, for they stand for zeros.
        let isWhole = (needed...needed + 2).contains(available)
        return .data(isRegular: isWhole, isSure: isWhole)
    }

    /// Appends the bytes of a line of data, until `output` has `limit`; characters that are missing are zeros.
    ///
    /// - Returns: Whether there was room for all.
    static func decode(_ line: TextLine, in text: Span<UInt8>, into output: inout [UInt8], limit: Int) -> Bool {
        var left = value(text[line.start])
        var index = line.start + 1
        while left > 0 {
            var bits = 0
            for _ in 0..<4 {
                bits = bits << 6 | (index < line.end ? value(text[index]) : 0)
                index += 1
            }
            for shift in [16, 8, 0] where left > 0 {
                guard output.count < limit else { return false }
                output.append(UInt8(truncatingIfNeeded: bits >> shift))
                left -= 1
            }
        }
        return true
    }

    /// Space and backtick are both zero.
    private static func value(_ byte: UInt8) -> Int { Int(byte &- 0x20) & 63 }

    private static func isOfAlphabet(_ byte: UInt8) -> Bool { byte >= 0x20 && byte <= 0x60 }

    private static func isEnd(_ line: TextLine, in text: Span<UInt8>) -> Bool {
        guard line.begins(with: [0x65, 0x6E, 0x64], in: text) else { return false }
        return (line.start + 3..<line.end).allSatisfy { text[$0] <= 0x20 }
    }
}
