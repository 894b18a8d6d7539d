import Evidence

extension FoundURL {
    /// What the daemon gets of a URL.
    init(_ scanned: ScannedURL) {
        let url = scanned.bytes.span
        let host = url.extracting(URLParts(url).host)
        var domain = ""
        if !HostTokens.isIPv4(host), HostTokens.isHostLike(host),
            let start = PublicSuffixList.shared.registrableStart(of: host)
        {
            domain = Self.text(host.extracting(start..<host.count))
        }
        var unicodeHost = ""
        var traits = scanned.traits
        if InternationalHost.isEncoded(host), let name = InternationalHost.unicode(host) {
            unicodeHost = String(decoding: name, as: UTF8.self)
            if Homoglyphs.looksLikeASCII(name.span) { traits.insert(.lookalike) }
        }
        self.init(
            text: String(decoding: scanned.bytes, as: UTF8.self),
            written: String(decoding: scanned.written, as: UTF8.self), domain: domain, unicodeHost: unicodeHost,
            claimedDomain: String(decoding: scanned.claimedDomain, as: UTF8.self),
            traits: traits)
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
