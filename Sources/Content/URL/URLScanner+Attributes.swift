import Evidence

extension URLScanner {
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

    private static let httpColon = Array("http:".utf8)
    private static let dataScheme = Array("data:".utf8)
    private static let cidScheme = Array("cid:".utf8)
}
