import MIME

/// Takes the text out of RTF, or the HTML that Outlook wraps in it.
///
/// Groups that are no text (fonts, colours, styles, pictures) are passed over; the instructions of fields are kept, for
/// links stand there.
///
/// Source: Rich Text Format 1.9.1; MS-OXRTFEX.
struct RTFReader {
    /// What holds for a group and is undone at its end.
    private struct Group {
        var isHidden = false
        var isTag = false
        var isOutsideHTML = false
        var fallback = 1
    }

    /// Deeper groups share the state of the one at the limit: Word's own are below a hundred.
    private static let depth = 1_000

    /// Whether the document says that it holds HTML.
    private(set) var isHTML = false
    /// The text, UTF-8.
    private(set) var text: [UInt8] = []

    private let charsets: Charsets
    private let limit: Int
    private var groups = [Group()]
    private var group = Group()
    /// Groups below ``depth``.
    private var deeper = 0
    /// Bytes of ``charset`` that are not in ``text`` yet.
    private var pending: [UInt8] = []
    private var charset = "windows-1252"
    /// The first half of a pair of UTF-16.
    private var highSurrogate: UInt32?
    /// Characters to pass over behind a Unicode one.
    private var skips = 0
    /// Whether the group began with `\*`.
    private var isOptional = false

    /// Reads a document into at most about `limit` bytes of text.
    ///
    /// - Complexity: O(n).
    init(_ rtf: Span<UInt8>, charsets: Charsets, limit: Int) {
        self.charsets = charsets
        self.limit = limit
        var index = 0
        while index < rtf.count, text.count + pending.count < limit {
            let byte = rtf[index]
            index += 1
            switch byte {
            case 0x7B: open()
            case 0x7D: close()
            case 0x5C: index = control(rtf, index)
            case 0x0A, 0x0D, 0x00: break
            default: take(byte)
            }
        }
        flush()
    }

    private mutating func open() {
        skips = 0
        isOptional = false
        if groups.count < Self.depth { groups.append(group) } else { deeper += 1 }
    }

    private mutating func close() {
        skips = 0
        isOptional = false
        if deeper > 0 {
            deeper -= 1
        } else if groups.count > 1, let outer = groups.popLast() {
            group = outer
        }
    }

    /// Reads what follows a backslash, and returns where to go on.
    private mutating func control(_ rtf: Span<UInt8>, _ start: Int) -> Int {
        guard start < rtf.count else { return start }
        guard Self.isLetter(rtf[start]) else { return symbol(rtf, start) }
        var index = start
        var letters: [UInt8] = []
        while index < rtf.count, Self.isLetter(rtf[index]) {
            if letters.count < 32 { letters.append(rtf[index]) }
            index += 1
        }
        let isNegative = index < rtf.count && rtf[index] == 0x2D
        if isNegative { index += 1 }
        var number: Int?
        while index < rtf.count, rtf[index] >= 0x30, rtf[index] <= 0x39 {
            number = min((number ?? 0) * 10 + Int(rtf[index] - 0x30), 1 << 31)
            index += 1
        }
        if index < rtf.count, rtf[index] == 0x20 { index += 1 }
        let word = RTFWord(letters)
        if case .binary = word { return index + min(max(isNegative ? 0 : number ?? 0, 0), rtf.count - index) }
        apply(word, isNegative ? -(number ?? 0) : number)
        return index
    }

    private mutating func symbol(_ rtf: Span<UInt8>, _ start: Int) -> Int {
        switch rtf[start] {
        case 0x27:
            guard start + 2 < rtf.count, let high = Self.hex(rtf[start + 1]), let low = Self.hex(rtf[start + 2]) else {
                return start + 1
            }
            take(high << 4 | low)
            return start + 3
        case 0x2A: isOptional = true
        case 0x7E: take(0x20)
        case 0x5F: take(0x2D)
        case 0x0A, 0x0D: take(0x0A)
        case 0x5C, 0x7B, 0x7D: take(rtf[start])
        default: break
        }
        return start + 1
    }

    private mutating func apply(_ word: RTFWord?, _ number: Int?) {
        defer { isOptional = false }
        switch word {
        case .hidden: group.isHidden = true
        case .htmlTag: group.isTag = true
        case .htmlRTF: group.isOutsideHTML = number != 0
        case .fromHTML: isHTML = true
        case .codePage:
            flush()
            charset = CodePage.label(UInt32(clamping: number ?? 0))
        case .unicode: takeUnicode(UInt32(truncatingIfNeeded: number ?? 0) & 0xFFFF)
        case .unicodeFallback: group.fallback = max(min(number ?? 1, 16), 0)
        case .text(let text): if isShown { append(text) }
        case .shown, .binary: break
        case nil: if isOptional { group.isHidden = true }
        }
    }

    /// Whether text here is that of the document.
    private var isShown: Bool { !group.isHidden && (!isHTML || group.isTag || !group.isOutsideHTML) }

    private mutating func take(_ byte: UInt8) {
        guard skips == 0 else {
            skips -= 1
            return
        }
        if isShown { pending.append(byte) }
    }

    private mutating func takeUnicode(_ unit: UInt32) {
        skips = group.fallback
        guard isShown else { return }
        flush()
        switch unit {
        case 0xD800..<0xDC00: highSurrogate = unit
        case 0xDC00..<0xE000:
            if let high = highSurrogate { UTF8Text.append(0x10000 + (high - 0xD800) << 10 + unit - 0xDC00, to: &text) }
            highSurrogate = nil
        default: UTF8Text.append(unit, to: &text)
        }
    }

    private mutating func append(_ string: StaticString) {
        flush()
        string.withUTF8Buffer { text.append(contentsOf: $0) }
    }

    private mutating func flush() {
        guard !pending.isEmpty else { return }
        let bytes = pending
        charsets.decode(bytes.span, label: Array(charset.utf8).span, into: &text, limit: limit)
        pending.removeAll(keepingCapacity: true)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
