import Evidence

/// Finds URLs in text and takes those of HTML attributes, each once, in order of appearance.
///
/// A URL within another one counts too: it follows the one that it was found in.
struct URLScanner {
    private let limit: Int
    let byteLimit: Int
    private var seen: [UInt64: Int] = [:]
    /// The place of the URL that was added last, but for those within it.
    var latest: Int?

    /// URLs within each other that are taken apart; redirectors come two or three in a row.
    static let mostNested = 5

    /// The URLs found.
    var urls: [ScannedURL] = []
    /// Whether one was left out because there were too many.
    private(set) var overflowed = false
    /// Whether there were more URLs within one than are taken apart.
    private(set) var nestsTooDeep = false

    init(limits: ReadingLimits) {
        limit = limits.urls
        byteLimit = limits.urlBytes
    }

    /// Starts on a new message.
    mutating func removeAll() {
        urls.removeAll(keepingCapacity: true)
        seen.removeAll(keepingCapacity: true)
        overflowed = false
        nestsTooDeep = false
    }

    /// A scanner that looks for one URL.
    static let first: URLScanner = {
        var limits = ReadingLimits()
        limits.urls = 1
        return URLScanner(limits: limits)
    }()

    /// Adds a URL without a scheme.
    mutating func add(
        _ url: Span<UInt8>, behind prefix: [UInt8], written: Span<UInt8>, traits: URLTraits
    ) {
        let whole = prefix + url.withUnsafeBufferPointer { Array($0.prefix(byteLimit + 1)) }
        add(whole.span, written: written, traits: traits)
    }

    /// Adds a URL and those within it.
    mutating func add(_ url: Span<UInt8>, written: Span<UInt8>, traits: URLTraits) {
        let normalized = NormalizedURL(url, limit: byteLimit)
        latest = add(normalized, written: written, traits: traits)
        var outer = normalized.bytes
        for _ in 0..<Self.mostNested {
            guard let inner = inner(of: outer) else { return }
            _ = add(
                inner.url, written: inner.written.span, traits: traits.intersection(.hidden).union(.redirected))
            outer = inner.url.bytes
        }
        if inner(of: outer) != nil { nestsTooDeep = true }
    }

    /// The first URL within one.
    func inner(of url: [UInt8]) -> (url: NormalizedURL, written: [UInt8])? {
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

    /// Whether the dot ends a `www` that begins a word and is not part of a URL with a scheme.
    static func isBareHost(_ text: Span<UInt8>, _ dot: Int) -> Bool {
        guard dot >= 3, text[dot - 1] | 0x20 == 0x77, text[dot - 2] | 0x20 == 0x77, text[dot - 3] | 0x20 == 0x77,
            dot + 1 < text.count, text[dot + 1] > 0x20
        else { return false }
        guard dot > 3 else { return true }
        switch text[dot - 4] {
        case 0x2F, 0x2E, 0x40, 0x2D, 0x5F, 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return false
        default: return true
        }
    }

    static func isSlash(_ byte: UInt8) -> Bool { byte == 0x2F || byte == 0x5C }

    static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D: true
        default: false
        }
    }

    static func hasPrefix(_ text: Span<UInt8>, _ lowerCase: [UInt8]) -> Bool {
        text.count >= lowerCase.count && lowerCase.indices.allSatisfy { text[$0] | 0x20 == lowerCase[$0] | 0x20 }
    }

    static let http = Array("http://".utf8)
}
