/// Encoded words in header values, `=?utf-8?q?caf=C3=A9?=`.
///
/// Adjacent words of one charset are joined before the charset is undone, for many programs cut words within a
/// character. They are decoded wherever they stand, in quoted strings too, as mail programs do; blanks within a
/// word, which programs write although they may not, are taken as they are.
///
/// Source: RFC 2047, RFC 2231 §5.
public enum EncodedWords {
    /// Decodes an unfolded value into UTF-8. Raw bytes that are not UTF-8 are guessed.
    ///
    /// Complexity: O(n) and the charset decoder.
    public static func decode(
        _ value: [UInt8], charsets: some CharsetDecoder
    ) -> (text: [UInt8], defects: DefectSet) {
        var reader = EncodedWordReader(value)
        reader.read(charsets)
        return (reader.text, reader.defects)
    }
}

private struct EncodedWordReader {
    private let value: [UInt8]
    private(set) var text: [UInt8] = []
    private(set) var defects = DefectSet()
    /// Decoded bytes of the words so far whose charset is still to be undone.
    private var pending: [UInt8] = []
    private var pendingCharset: [UInt8] = []
    private var hasPending = false
    /// There is no `?=` at or after this index: a `=?` after it starts no word, and need not look for one.
    private var noWordFrom = Int.max

    init(_ value: [UInt8]) {
        self.value = value
    }

    mutating func read(_ charsets: some CharsetDecoder) {
        var index = 0
        var rawStart = 0
        while index < value.count {
            guard value[index] == 0x3D, index + 1 < value.count, value[index + 1] == 0x3F, index < noWordFrom,
                let word = word(at: index)
            else {
                index += 1
                continue
            }
            takeRaw(rawStart..<index, charsets, isBetweenWords: hasPending)
            take(word, charsets)
            index = word.end
            rawStart = index
        }
        takeRaw(rawStart..<value.count, charsets, isBetweenWords: false)
        flush(charsets)
    }

    private struct Word {
        var charset: Range<Int>
        var isBase64: Bool
        var content: Range<Int>
        var end: Int
    }

    /// `=?charset*language?encoding?content?=`; all bounds are found moving forward, and a search that fails is
    /// not made again, so that the whole stays linear.
    private mutating func word(at start: Int) -> Word? {
        var index = start + 2
        // A charset name is a token; 100 bytes are twice the longest there is.
        let charsetLimit = min(value.count, index + 100)
        while index < charsetLimit, value[index] != 0x3F, value[index] > 0x20 { index += 1 }
        guard index + 2 < value.count, value[index] == 0x3F, index > start + 2, value[index + 2] == 0x3F else {
            return nil
        }
        let encoding = Byte.lower(value[index + 1])
        guard encoding == 0x62 || encoding == 0x71 else {
            defects.insert(.malformedEncodedWord)
            return nil
        }
        let contentStart = index + 3
        var end = contentStart
        while end + 1 < value.count, value[end] != 0x3F || value[end + 1] != 0x3D { end += 1 }
        guard end + 1 < value.count else {
            noWordFrom = start
            defects.insert(.malformedEncodedWord)
            return nil
        }
        return Word(
            charset: (start + 2)..<index, isBase64: encoding == 0x62, content: contentStart..<end, end: end + 2)
    }

    private mutating func take(_ word: Word, _ charsets: some CharsetDecoder) {
        var charset = Array(value[word.charset])
        if let star = charset.firstIndex(of: 0x2A) { charset.removeSubrange(star...) }
        for index in charset.indices { charset[index] = Byte.lower(charset[index]) }
        if hasPending, charset != pendingCharset { flush(charsets) }
        pendingCharset = charset
        hasPending = true
        if word.isBase64 {
            let decoded = Base64.decode(value.span.extracting(word.content))
            if !decoded.defects.isEmpty { defects.insert(.malformedEncodedWord) }
            pending += decoded.bytes
        } else {
            takeQ(word.content)
        }
    }

    private mutating func takeQ(_ range: Range<Int>) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = value[index]
            if byte == 0x5F {
                pending.append(Byte.space)
            } else if byte == 0x3D, index + 2 < range.upperBound, let high = Byte.hex(value[index + 1]),
                let low = Byte.hex(value[index + 2])
            {
                pending.append(high << 4 | low)
                index += 2
            } else {
                if byte == 0x3D { defects.insert(.malformedEncodedWord) }
                pending.append(byte)
            }
            index += 1
        }
    }

    /// Text outside of words; blanks between two words do not count.
    private mutating func takeRaw(_ range: Range<Int>, _ charsets: some CharsetDecoder, isBetweenWords: Bool) {
        let raw = value[range]
        if raw.isEmpty || isBetweenWords && raw.allSatisfy(Byte.isBlank) { return }
        flush(charsets)
        if raw.allSatisfy({ $0 < 0x80 }) {
            text += raw
        } else {
            let bytes = Array(raw)
            let guess = NativeCharsets().guess(bytes)
            if guess != bytes { defects.insert(.unknownCharset) }
            text += guess
        }
    }

    private mutating func flush(_ charsets: some CharsetDecoder) {
        guard hasPending else { return }
        if let decoded = charsets.utf8(pending, charset: String(decoding: pendingCharset, as: UTF8.self)) {
            text += decoded
        } else {
            defects.insert(.unknownCharset)
            text += NativeCharsets().guess(pending)
        }
        pending = []
        hasPending = false
    }
}
