import Evidence

extension URLScanner {
    /// Takes the URLs out of text: `scheme://…`, `www.…`, `mailto:…`, and disguised ones, `evil[.]example` too.
    ///
    /// - Parameter traits: What is odd about the text itself.
    /// - Complexity: O(n).
    mutating func scan(_ text: Span<UInt8>, traits: URLTraits = []) {
        scanSchemes(text, traits)
        scanBareHosts(text, traits)
        scanBracketedDots(text, traits.union(.disguised))
    }

    private mutating func scanSchemes(_ text: Span<UInt8>, _ traits: URLTraits) {
        var free = 0  // Bytes before this belong to a URL already taken.
        var from = 0
        while let colon = ByteScan.firstIndex(of: 0x3A, in: text, from: from) {
            from = colon + 1
            if let disguised = DisguisedURL(text, colon: colon, notBefore: free) {
                let host = disguised.range.upperBound
                let end = Self.continues(text, host) ? Self.end(of: text, from: host) : host
                let whole = disguised.bytes + Array(copying: text.extracting(host..<end))
                add(
                    whole.span, written: text.extracting(disguised.range.lowerBound..<end),
                    traits: traits.union(.disguised))
                free = end
                from = end
                continue
            }
            guard let start = Self.schemeStart(text, colon, notBefore: free) else { continue }
            let end = Self.end(of: text, from: Self.isSlash(text[min(from, text.count - 1)]) ? from + 2 : from)
            guard end > from + 2 else { continue }
            let url = text.extracting(start..<end)
            add(url, written: url, traits: traits)
            free = end
            from = end
        }
    }

    /// Takes what begins with `www.`.
    private mutating func scanBareHosts(_ text: Span<UInt8>, _ traits: URLTraits) {
        var from = 0
        while let dot = ByteScan.firstIndex(of: 0x2E, in: text, from: from) {
            from = dot + 1
            guard Self.isBareHost(text, dot) else { continue }
            let end = Self.end(of: text, from: from)
            let url = text.extracting((dot - 3)..<end)
            if end > from + 2 { add(url, behind: Self.http, written: url, traits: traits) }
            from = end
        }
    }

    /// Takes hosts without a scheme whose dots stand in brackets.
    private mutating func scanBracketedDots(_ text: Span<UInt8>, _ traits: URLTraits) {
        var dots = BracketedDots()
        var from = 0
        while let dot = dots.next(in: text, from: from) {
            let host = DisguisedHost(text, dot: dot, notBefore: from)
            from = host.range.upperBound
            guard host.isOne else { continue }
            let end = Self.continues(text, from) ? Self.end(of: text, from: from) : from
            let whole = host.bytes + Array(copying: text.extracting(from..<end))
            add(
                whole.span, behind: Self.http, written: text.extracting(host.range.lowerBound..<end), traits: traits)
            from = end
        }
    }

    /// Where the scheme before `colon` begins, if `://` or `mailto:` stands there.
    private static func schemeStart(_ text: Span<UInt8>, _ colon: Int, notBefore: Int) -> Int? {
        var start = colon
        while start > notBefore, colon - start < 12, isSchemeByte(text[start - 1]) { start -= 1 }
        let length = colon - start
        if colon + 3 < text.count, isSlash(text[colon + 1]), isSlash(text[colon + 2]) {
            if text[colon + 1] == 0x2F, text[colon + 2] == 0x2F { return length >= 2 ? start : nil }
            return hasPrefix(text.extracting(start..<colon), webScheme) ? start : nil
        }
        return length == 6 && hasPrefix(text.extracting(start..<colon), mailto) ? start : nil
    }

    /// Where a URL in text ends: before white space, quotes, brackets, and the punctuation of the sentence around it.
    private static func end(of text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count, !isEnd(text, end) { end += 1 }
        while end > start {
            switch text[end - 1] {
            case 0x21, 0x27, 0x29, 0x2C, 0x2E, 0x3A, 0x3B, 0x3F, 0x5D, 0x2A: end -= 1
            default: return end
            }
        }
        return end
    }

    /// Whether a URL in text ends before this byte, whatever follows.
    static func isEnd(_ text: Span<UInt8>, _ index: Int) -> Bool {
        switch text[index] {
        case 0...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D, 0x7F: true
        case 0xC2: index + 1 < text.count && text[index + 1] == 0xA0  // no-break space
        case 0xE2: index + 1 < text.count && text[index + 1] == 0x80  // quotes, spaces, dashes
        case 0xE3: index + 1 < text.count && text[index + 1] == 0x80  // CJK punctuation
        default: false
        }
    }

    /// Whether more of a URL follows behind its host.
    private static func continues(_ text: Span<UInt8>, _ index: Int) -> Bool {
        guard index < text.count else { return false }
        return text[index] == 0x2F || text[index] == 0x3A || text[index] == 0x3F || text[index] == 0x23
    }

    private static let webScheme = Array("http".utf8)
    private static let mailto = Array("mailto".utf8)
}
