import Evidence

/// Writes tokens of several kinds into a ``TokenSet``: whole values, words, shapes.
///
/// Every token's text is a prefix that says where it stands (`x-mailer:`) and what stood there, in lower case.
struct TokenWriter {
    /// Words longer than this are written by their shape: they are encoded data, or made to be unique.
    private static let longestWord = 40

    private var tokens: TokenSet
    private var scratch: [UInt8] = []
    /// What is remarkable about the words written since the last ``takeMarks()``.
    private var marks = TextMarks()

    init(limit: Int) {
        tokens = TokenSet(limit: limit)
        scratch.reserveCapacity(512)
    }

    /// Whether the text of each token is kept.
    var keepsTexts: Bool {
        get { tokens.keepsTexts }
        set { tokens.keepsTexts = newValue }
    }

    /// Whether a token was left out because there were too many.
    var overflowed: Bool { tokens.overflowed }

    /// Takes the tokens out.
    mutating func drain() -> (tokens: [Token], texts: [String]) { tokens.drain() }

    /// Takes what is remarkable about the words written since it was taken last.
    mutating func takeMarks() -> TextMarks {
        defer { marks = [] }
        return marks
    }

    /// Writes one token of fixed text.
    mutating func fixed(_ section: TokenSection, _ text: StaticString) {
        begin(text)
        tokens.insert(section, scratch)
    }

    /// Writes `prefix` + `text` as one token, at most 80 bytes of it, in lower case.
    mutating func whole(_ section: TokenSection, _ prefix: StaticString, field: Span<UInt8>? = nil, _ text: Span<UInt8>)
    {
        begin(prefix, field)
        for index in 0..<min(text.count, 80) { scratch.append(ASCII.lower(text[index])) }
        tokens.insert(section, scratch)
    }

    /// Writes `prefix` + `text` as one token, at most 80 bytes of it, in lower case.
    mutating func text(_ section: TokenSection, _ prefix: StaticString, _ text: String) {
        begin(prefix)
        for byte in text.utf8.prefix(80) { scratch.append(ASCII.lower(byte)) }
        tokens.insert(section, scratch)
    }

    /// Writes `prefix` + a number.
    mutating func number(_ section: TokenSection, _ prefix: StaticString, field: Span<UInt8>? = nil, _ value: Int) {
        begin(prefix, field)
        for byte in String(value).utf8 { scratch.append(byte) }
        tokens.insert(section, scratch)
    }

    /// Writes `prefix` + the shape of `text`.
    mutating func shape(_ section: TokenSection, _ prefix: StaticString, field: Span<UInt8>? = nil, _ text: Span<UInt8>)
    {
        begin(prefix, field)
        Shape.append(text, to: &scratch)
        tokens.insert(section, scratch)
    }

    /// Writes the words of UTF-8 text, each with the prefix; of scripts without spaces each pair of neighbours.
    ///
    /// A word is a run of letters and digits; `. , ' - _ @ & /` join where such stand on both sides; `$` and `!` count
    /// as letters. A word of letters of ASCII and of such that only look like them is written as it looks, too.
    ///
    /// - Complexity: O(n).
    mutating func words(
        _ text: Span<UInt8>, _ section: TokenSection, _ prefix: StaticString = "", field: Span<UInt8>? = nil
    ) {
        begin(prefix, field)
        let start = scratch.count
        var wordStart = 0
        var mayFold = false
        var previous: UInt32 = 0  // The ideograph before, if the last scalar was one.
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                previous = 0
                switch Self.kind(byte) {
                case .letter:
                    if scratch.count == start { wordStart = index }
                    scratch.append(ASCII.lower(byte))
                case .joiner
                where scratch.count > start && index + 1 < text.count
                    && (text[index + 1] >= 0x80 || Self.kind(text[index + 1]) == .letter):
                    scratch.append(byte)
                default:
                    if scratch.count > start {
                        endWord(section, start, text, wordStart..<index, &mayFold)
                    }
                }
                index += 1
                continue
            }
            let (scalar, length) = UTF8Text.scalar(text, at: index)
            switch CaseFolding.role(scalar) {
            case .letter:
                previous = 0
                if scratch.count == start { wordStart = index }
                let lower = CaseFolding.lower(scalar)
                if Homoglyphs.isCandidate(lower) { mayFold = true }
                UTF8Text.append(lower, to: &scratch)
            case .invisible:
                mark(scalar, isInWord: scratch.count > start, text, behind: index + length)
            case .separator:
                previous = 0
                if scratch.count > start {
                    endWord(section, start, text, wordStart..<index, &mayFold)
                }
            case .ideograph:
                if scratch.count > start {
                    endWord(section, start, text, wordStart..<index, &mayFold)
                }
                UTF8Text.append(previous == 0 ? scalar : previous, to: &scratch)
                if previous != 0 { UTF8Text.append(scalar, to: &scratch) }
                tokens.insert(section, scratch)
                scratch.removeLast(scratch.count - start)
                previous = scalar
            }
            index += length
        }
        if scratch.count > start { endWord(section, start, text, wordStart..<text.count, &mayFold) }
    }

    /// Writes the word that stands in `scratch` from `start` on, and removes it.
    private mutating func endWord(
        _ section: TokenSection, _ start: Int, _ text: Span<UInt8>, _ range: Range<Int>, _ mayFold: inout Bool
    ) {
        var folded: [UInt8] = []
        if mayFold {
            mayFold = false
            if let (word, found) = Self.folded(scratch, from: start) {
                marks.formUnion(found)
                folded = word
            }
        }
        if scratch.count - start > Self.longestWord {
            scratch.removeLast(scratch.count - start)
            scratch.append(0x7E)
            Shape.append(text.extracting(range), to: &scratch)
        }
        tokens.insert(section, scratch)
        scratch.removeLast(scratch.count - start)
        guard !folded.isEmpty, folded.count <= Self.longestWord else { return }
        scratch.append(contentsOf: folded)
        tokens.insert(section, scratch)
        scratch.removeLast(scratch.count - start)
    }

    /// Notes an invisible scalar, if it tears a word of ASCII or turns the direction round.
    private mutating func mark(_ scalar: UInt32, isInWord: Bool, _ text: Span<UInt8>, behind end: Int) {
        switch scalar {
        case 0x202D, 0x202E:
            marks.insert(.directionOverrides)
        case 0xAD, 0x034F, 0x115F...0x1160, 0x180E, 0x200B...0x200F, 0x2060...0x2064, 0xFEFF:
            if isInWord, let last = scratch.last, ASCII.isAlphanumeric(last), end < text.count,
                ASCII.isAlphanumeric(text[end])
            {
                marks.insert(.invisibleCharacters)
            }
        default: break
        }
    }

    private static func folded(_ scratch: [UInt8], from start: Int) -> (word: [UInt8], marks: TextMarks)? {
        Homoglyphs.folded(scratch.span.extracting(start..<scratch.count))
    }

    private mutating func begin(_ prefix: StaticString, _ field: Span<UInt8>? = nil) {
        scratch.removeAll(keepingCapacity: true)
        if let field {
            for index in 0..<min(field.count, 40) { scratch.append(field[index]) }
            scratch.append(0x3A)
        }
        prefix.withUTF8Buffer { scratch.append(contentsOf: $0) }
    }

    /// What an ASCII byte does in text.
    private enum Class {
        case letter, joiner, separator
    }

    @inline(__always)
    private static func kind(_ byte: UInt8) -> Class {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x21, 0x24: .letter
        case 0x26, 0x27, 0x2C, 0x2D, 0x2E, 0x2F, 0x40, 0x5F: .joiner
        default: .separator
        }
    }
}
