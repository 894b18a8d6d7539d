/// The host that a link's text says it leads to.
enum ClaimedHost {
    /// Bytes of the text that are looked at.
    static let longestText = 512

    /// The registrable domain of the first URL or host name in a link's text: `https://www.bank.example/login`,
    /// `www.bank.example`, or a text that is nothing but `bank.example`; empty where it names none.
    ///
    /// - Complexity: O(n).
    static func domain(in text: Span<UInt8>) -> [UInt8] {
        let host = host(in: text.extracting(0..<UTF8Text.prefixLength(text, limit: longestText)))
        guard let start = PublicSuffixList.shared.registrableStart(of: host.span) else { return [] }
        return Array(host[start...])
    }

    /// The registrable domain that a URL of the Web leads to, or its host where that is an address; empty for other URLs.
    ///
    /// - Parameter url: As ``NormalizedURL`` makes it.
    static func target(of url: [UInt8]) -> [UInt8] {
        let span = url.span
        let parts = URLParts(span)
        let scheme = span.extracting(parts.scheme)
        guard scheme.count >= 4, scheme[0] == 0x68, scheme[1] == 0x74, scheme[2] == 0x74, scheme[3] == 0x70 else {
            return []
        }
        let host = span.extracting(parts.host)
        let isName = HostTokens.isHostLike(host) && !HostTokens.isIPv4(host)
        let start = isName ? PublicSuffixList.shared.registrableStart(of: host) ?? 0 : 0
        return host.extracting(start..<host.count).withUnsafeBufferPointer { Array($0) }
    }

    private static func host(in text: Span<UInt8>) -> [UInt8] {
        var scanner = URLScanner.first
        scanner.scan(text)
        if let url = scanner.urls.first {
            let span = url.bytes.span
            let host = span.extracting(URLParts(span).host)
            return HostTokens.isHostLike(host) ? host.withUnsafeBufferPointer { Array($0) } : []
        }
        var start = 0
        var end = text.count
        while start < end, !ASCII.isAlphanumeric(text[start]), text[start] < 0x80 { start += 1 }
        while end > start, !ASCII.isAlphanumeric(text[end - 1]), text[end - 1] < 0x80 { end -= 1 }
        var word: [UInt8] = []
        for index in start..<end {
            if text[index] == 0x2F { break }
            word.append(ASCII.lower(text[index]))
        }
        guard HostTokens.isHostLike(word.span), !HostTokens.isIPv4(word.span),
            let dot = word.lastIndex(of: 0x2E),
            PublicSuffixList.shared.lists(word.span.extracting((dot + 1)..<word.count)),
            !fileSuffixes.contains(Array(word[(dot + 1)...]))
        else { return [] }
        return word
    }

    /// Top domains that are more often the end of a file's name.
    private static let fileSuffixes = Set(
        ["md", "pl", "py", "rs", "sh", "so", "zip", "mov", "cc", "ps"].map { Array($0.utf8) })
}
