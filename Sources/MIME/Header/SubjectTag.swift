/// What is put before the value of a Subject.
enum SubjectTag {
    /// As much of a Subject as is decoded to see whether it starts with its tag; a tag is far shorter.
    private static let lookedAt = 4_096

    /// The tag without blanks around it; nil if nothing is left.
    static func trimmed(_ tag: String?) -> [UInt8]? {
        guard let tag else { return nil }
        let bytes = Array(tag.utf8)
        let trimmed = bytes.span.copy(bytes.span.trimmed(0..<bytes.count))
        return trimmed.isEmpty ? nil : trimmed
    }

    /// The bytes that go between the colon and the rest of the field; nil if the tag is there already.
    static func insertion(of tag: [UInt8], before value: Range<Int>, in bytes: Span<UInt8>) -> [UInt8]? {
        let start = Unfolding.unfold(bytes, value.lowerBound..<min(value.upperBound, value.lowerBound + lookedAt))
        let decoded = EncodedWords.decode(start, charsets: NativeCharsets()).text
        if decoded.drop(while: Byte.isBlank).starts(with: tag) { return nil }
        let isBeforeWord = start.starts(with: "=?".utf8)
        var result = [Byte.space] + EncodedTag.bytes(of: tag, isBeforeEncodedWord: isBeforeWord)
        let startsBlank =
            value.isEmpty || bytes[value.lowerBound] == Byte.space || bytes[value.lowerBound] == Byte.tab
            || bytes[value.lowerBound] == Byte.lf || bytes[value.lowerBound] == Byte.cr
        // A line that would grow beyond 998 bytes is folded.
        let line = bytes.lineFeed(from: value.lowerBound, to: value.upperBound) - value.lowerBound
        if line + result.count > 980, !value.isEmpty, line > 2 { result += [Byte.cr, Byte.lf] }
        if !startsBlank { result.append(Byte.space) }
        return result
    }
}
