import Evidence

/// Finds URLs in text and takes those of HTML attributes, each once, in order of appearance.
struct URLScanner {
    private let limit: Int
    private let byteLimit: Int
    private var seen: Set<UInt64> = []

    /// The URLs found, scheme and host in lower case.
    private(set) var urls: [[UInt8]] = []
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

    /// Takes the URLs out of text: `scheme://…`, `www.…`, `mailto:…`.
    ///
    /// - Complexity: O(n).
    mutating func scan(_ text: Span<UInt8>) {
        var free = 0  // Bytes before this belong to a URL already taken.
        var from = 0
        while let colon = ByteScan.firstIndex(of: 0x3A, in: text, from: from) {
            from = colon + 1
            guard let start = Self.schemeStart(text, colon, notBefore: free) else { continue }
            let end = Self.end(of: text, from: from)
            guard end > from + 2 else { continue }
            add(text.extracting(start..<end), prefix: [])
            free = end
            from = end
        }
        from = 0
        while let dot = ByteScan.firstIndex(of: 0x2E, in: text, from: from) {
            from = dot + 1
            guard Self.isBareHost(text, dot) else { continue }
            let end = Self.end(of: text, from: from)
            if end > from + 2 { add(text.extracting((dot - 3)..<end), prefix: Self.http) }
            from = end
        }
    }

    /// Takes the value of an attribute such as `href`, if it names something outside the message.
    mutating func addAttribute(_ value: Span<UInt8>) {
        var start = 0
        var end = value.count
        while start < end, value[start] <= 0x20 { start += 1 }
        while end > start, value[end - 1] <= 0x20 { end -= 1 }
        let url = value.extracting(start..<end)
        if url.count > 2, url[0] == 0x2F, url[1] == 0x2F {
            add(url, prefix: Self.httpColon)
            return
        }
        var index = 0
        while index < url.count, Self.isSchemeByte(url[index]) { index += 1 }
        if index > 1, index < url.count, url[index] == 0x3A {
            // What a data: URI holds is content, not an address.
            if !Self.hasPrefix(url, Self.dataScheme) && !Self.hasPrefix(url, Self.cidScheme) { add(url, prefix: []) }
        } else if url.count > 4, Self.isBareHost(url, 3) {
            add(url, prefix: Self.http)
        }
    }

    private mutating func add(_ url: Span<UInt8>, prefix: [UInt8]) {
        var bytes = prefix
        let count = UTF8Text.prefixLength(url, limit: byteLimit)
        bytes.reserveCapacity(prefix.count + count)
        var slashes = 0
        var inHost = true
        for index in 0..<count {
            let byte = url[index]
            // White space and control characters inside an attribute are ignored by browsers.
            if byte < 0x20 { continue }
            if byte == 0x2F { slashes += 1 }
            if slashes > (prefix.isEmpty ? 2 : prefix.count == 7 ? 0 : 2) || byte == 0x3F || byte == 0x23 {
                inHost = false
            }
            bytes.append(inHost && byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
        guard seen.insert(TokenHash.hash(bytes.span)).inserted else { return }
        guard urls.count < limit else {
            overflowed = true
            return
        }
        urls.append(bytes)
    }

    /// Where the scheme before `colon` begins, if `://` or `mailto:` stands there.
    private static func schemeStart(_ text: Span<UInt8>, _ colon: Int, notBefore: Int) -> Int? {
        var start = colon
        while start > notBefore, colon - start < 12, isSchemeByte(text[start - 1]) { start -= 1 }
        let length = colon - start
        if colon + 3 < text.count, text[colon + 1] == 0x2F, text[colon + 2] == 0x2F { return length >= 2 ? start : nil }
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
        loop: while end < text.count {
            switch text[end] {
            case 0...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D, 0x7F: break loop
            case 0xC2 where end + 1 < text.count && text[end + 1] == 0xA0: break loop  // no-break space
            case 0xE2 where end + 1 < text.count && text[end + 1] == 0x80: break loop  // quotes, spaces, dashes
            case 0xE3 where end + 1 < text.count && text[end + 1] == 0x80: break loop  // CJK punctuation
            default: end += 1
            }
        }
        while end > start {
            switch text[end - 1] {
            case 0x21, 0x27, 0x29, 0x2C, 0x2E, 0x3A, 0x3B, 0x3F, 0x5D, 0x2A: end -= 1
            default: return end
            }
        }
        return end
    }

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
    private static let httpColon = Array("http:".utf8)
    private static let mailto = Array("mailto".utf8)
    private static let dataScheme = Array("data:".utf8)
    private static let cidScheme = Array("cid:".utf8)
}
