import Evidence

/// Finds URLs in text and takes those of HTML attributes, each once, in order of appearance.
///
/// A URL within another one counts too: it follows the one that it was found in.
struct URLScanner {
    private let limit: Int
    private let byteLimit: Int
    private var seen: [UInt64: Int] = [:]
    /// The place of the URL that was added last, but for those within it.
    private var latest: Int?

    /// URLs within each other that are taken apart; redirectors come two or three in a row.
    private static let mostNested = 5

    /// The URLs found.
    private(set) var urls: [ScannedURL] = []
    /// Whether one was left out because there were too many.
    private(set) var overflowed = false

    init(limits: ReadingLimits) {
        limit = limits.urls
        byteLimit = limits.urlBytes
    }

    /// Starts on a new message.
    mutating func removeAll() {
        urls.removeAll(keepingCapacity: true)
        seen.removeAll(keepingCapacity: true)
        overflowed = false
    }

    /// Takes the URLs out of text: `scheme://…`, `www.…`, `mailto:…`, and disguised ones.
    ///
    /// - Parameter traits: What is odd about the text itself.
    /// - Complexity: O(n).
    mutating func scan(_ text: Span<UInt8>, traits: URLTraits = []) {
        var free = 0  // Bytes before this belong to a URL already taken.
        var from = 0
        while let colon = ByteScan.firstIndex(of: 0x3A, in: text, from: from) {
            from = colon + 1
            if let disguised = DisguisedURL(text, colon: colon, notBefore: free) {
                let host = disguised.range.upperBound
                let end = Self.continues(text, host) ? Self.end(of: text, from: host) : host
                let whole = disguised.bytes + text.extracting(host..<end).withUnsafeBufferPointer { Array($0) }
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
        from = 0
        while let dot = ByteScan.firstIndex(of: 0x2E, in: text, from: from) {
            from = dot + 1
            guard Self.isBareHost(text, dot) else { continue }
            let end = Self.end(of: text, from: from)
            let url = text.extracting((dot - 3)..<end)
            if end > from + 2 { add(url, behind: Self.http, written: url, traits: traits) }
            from = end
        }
    }

    /// A scanner that looks for one URL.
    static let first: URLScanner = {
        var limits = ReadingLimits()
        limits.urls = 1
        return URLScanner(limits: limits)
    }()

    /// Takes an attribute that names a resource, and compares it with what its text says.
    ///
    /// - Returns: Whether the text names another domain.
    mutating func add(_ link: HTMLLink) -> Bool {
        var traits: URLTraits = link.isHidden ? .hidden : []
        if link.kind == .form { traits.insert(.form) }
        if link.kind == .refresh { traits.insert(.refresh) }
        latest = nil
        addAttribute(link.value.span, traits: traits)
        guard link.kind == .anchor, !link.text.isEmpty, let latest else { return false }
        let target = ClaimedHost.target(of: urls[latest].bytes)
        guard !target.isEmpty else { return false }
        let claim = ClaimedHost.domain(in: link.text.span)
        guard !claim.isEmpty, claim != target else { return false }
        // Who counts clicks has the address that is shown in his own.
        var outer = urls[latest].bytes
        for _ in 0..<Self.mostNested {
            guard let inner = inner(of: outer) else { break }
            if ClaimedHost.target(of: inner.url.bytes) == claim { return false }
            outer = inner.url.bytes
        }
        urls[latest].traits.insert(.misleading)
        urls[latest].claimedDomain = claim
        return true
    }

    /// Takes the value of an attribute such as `href`, if it names something outside the message.
    mutating func addAttribute(_ value: Span<UInt8>, traits: URLTraits = []) {
        var url: [UInt8] = []
        var start = 0
        var end = value.count
        while start < end, value[start] <= 0x20 { start += 1 }
        while end > start, value[end - 1] <= 0x20 { end -= 1 }
        let written = value.extracting(start..<end)
        url.reserveCapacity(min(written.count, byteLimit))
        // Browsers drop these wherever they stand, even within the scheme.
        for index in 0..<written.count where written[index] >= 0x20 {
            if url.count > byteLimit { break }
            url.append(written[index])
        }
        var traits = traits
        if url.count < min(written.count, byteLimit) { traits.insert(.controlCharacters) }
        if url.count > 2, Self.isSlash(url[0]), Self.isSlash(url[1]) {
            add(url.span, behind: Self.httpColon, written: written, traits: traits)
            return
        }
        var index = 0
        while index < url.count, Self.isSchemeByte(url[index]) { index += 1 }
        if index > 1, index < url.count, url[index] == 0x3A {
            // What a data: URI holds is content, not an address.
            if !Self.hasPrefix(url.span, Self.dataScheme) && !Self.hasPrefix(url.span, Self.cidScheme) {
                add(url.span, written: written, traits: traits)
            }
        } else if url.count > 4, Self.isBareHost(url.span, 3) {
            add(url.span, behind: Self.http, written: written, traits: traits)
        }
    }

    /// Adds a URL without a scheme.
    private mutating func add(
        _ url: Span<UInt8>, behind prefix: [UInt8], written: Span<UInt8>, traits: URLTraits
    ) {
        let whole = prefix + url.withUnsafeBufferPointer { Array($0.prefix(byteLimit + 1)) }
        add(whole.span, written: written, traits: traits)
    }

    /// Adds a URL and those within it.
    private mutating func add(_ url: Span<UInt8>, written: Span<UInt8>, traits: URLTraits) {
        let normalized = NormalizedURL(url, limit: byteLimit)
        latest = add(normalized, written: written, traits: traits)
        var outer = normalized.bytes
        for _ in 0..<Self.mostNested {
            guard let inner = inner(of: outer) else { return }
            _ = add(
                inner.url, written: inner.written.span, traits: traits.intersection(.hidden).union(.redirected))
            outer = inner.url.bytes
        }
    }

    /// The first URL within one.
    private func inner(of url: [UInt8]) -> (url: NormalizedURL, written: [UInt8])? {
        let written = InnerURL.first(in: url.span, from: URLParts(url.span).path.lowerBound)
        return written.isEmpty ? nil : (NormalizedURL(written.span, limit: byteLimit), written)
    }

    /// Adds a URL and returns its place; nil if there are too many.
    private mutating func add(_ url: NormalizedURL, written: Span<UInt8>, traits: URLTraits) -> Int? {
        let traits = url.traits.union(traits)
        let hash = TokenHash.hash(url.bytes.span)
        if let index = seen[hash] {
            urls[index].traits = urls[index].traits.merged(with: traits)
            return index
        }
        guard urls.count < limit else {
            overflowed = true
            return nil
        }
        seen[hash] = urls.count
        urls.append(
            ScannedURL(bytes: url.bytes, written: asWritten(written, unlike: url.bytes), traits: traits))
        return urls.count - 1
    }

    /// A URL as it stands there, if that is more than other capitals.
    private func asWritten(_ written: Span<UInt8>, unlike bytes: [UInt8]) -> [UInt8] {
        let count = UTF8Text.prefixLength(written, limit: byteLimit)
        if count == bytes.count, bytes.indices.allSatisfy({ ASCII.lower(written[$0]) == ASCII.lower(bytes[$0]) }) {
            return []
        }
        return written.extracting(0..<count).withUnsafeBufferPointer { Array($0) }
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

    /// Whether the dot ends a `www` that begins a word and is not part of a URL with a scheme.
    private static func isBareHost(_ text: Span<UInt8>, _ dot: Int) -> Bool {
        guard dot >= 3, text[dot - 1] | 0x20 == 0x77, text[dot - 2] | 0x20 == 0x77, text[dot - 3] | 0x20 == 0x77,
            dot + 1 < text.count, text[dot + 1] > 0x20
        else { return false }
        guard dot > 3 else { return true }
        switch text[dot - 4] {
        case 0x2F, 0x2E, 0x40, 0x2D, 0x5F, 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return false
        default: return true
        }
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

    private static func isSlash(_ byte: UInt8) -> Bool { byte == 0x2F || byte == 0x5C }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D: true
        default: false
        }
    }

    private static func hasPrefix(_ text: Span<UInt8>, _ lowerCase: [UInt8]) -> Bool {
        text.count >= lowerCase.count && lowerCase.indices.allSatisfy { text[$0] | 0x20 == lowerCase[$0] | 0x20 }
    }

    private static let http = Array("http://".utf8)
    private static let webScheme = Array("http".utf8)
    private static let httpColon = Array("http:".utf8)
    private static let mailto = Array("mailto".utf8)
    private static let dataScheme = Array("data:".utf8)
    private static let cidScheme = Array("cid:".utf8)
}
