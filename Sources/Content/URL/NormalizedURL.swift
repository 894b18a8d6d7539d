import Evidence

/// A URL as a browser goes to it, made of one as it is written.
///
/// Of the schemes of the Web (`http`, `https`, `ftp`) slashes, host and address are brought into one form; of the others
/// letters alone become small, up to the path.
///
/// Source: WHATWG URL, "URL parsing" and "Host parsing", but for paths, which stay as they are written.
struct NormalizedURL {
    /// The URL.
    private(set) var bytes: [UInt8] = []
    /// What is odd in how it was written.
    private(set) var traits = URLTraits()

    /// Reads a URL that has a scheme, at most `limit` bytes of it.
    ///
    /// - Complexity: O(n).
    init(_ written: Span<UInt8>, limit: Int) {
        let count = UTF8Text.prefixLength(written, limit: limit)
        var url: [UInt8] = []
        url.reserveCapacity(count)
        for index in 0..<count where written[index] >= 0x20 { url.append(written[index]) }
        if url.count < count { traits.insert(.controlCharacters) }
        bytes.reserveCapacity(url.count + 8)

        let colon = ByteScan.firstIndex(of: 0x3A, in: url.span) ?? 0
        if let scheme = webScheme(of: url.span.extracting(0..<colon)) {
            bytes += scheme
            readWeb(url.span.extracting((colon + 1)..<url.count))
        } else {
            readOther(url.span)
        }
    }

    /// The scheme with its colon, if it is one of the Web, in whatever disguise.
    private mutating func webScheme(of name: Span<UInt8>) -> [UInt8]? {
        guard name.count >= 3, name.count <= 5 else { return nil }
        for scheme in Self.webSchemes where scheme.name.count == name.count {
            guard scheme.name.indices.allSatisfy({ ASCII.lower(name[$0]) == scheme.name[$0] }) else { continue }
            if scheme.isDisguise { traits.insert(.disguised) }
            return scheme.meaning
        }
        return nil
    }

    /// Reads what stands behind the colon.
    private mutating func readWeb(_ rest: Span<UInt8>) {
        var index = 0
        while index < rest.count, rest[index] == 0x2F || rest[index] == 0x5C {
            if rest[index] == 0x5C { traits.insert(.backslashes) }
            index += 1
        }
        bytes += [0x2F, 0x2F]
        var end = index
        var hostStart = index
        while end < rest.count, !Self.endsAuthority(rest[end]) {
            if rest[end] == 0x40 { hostStart = end + 1 }
            end += 1
        }
        if hostStart > index {
            traits.insert(.userInfo)
            Self.append(rest.extracting(index..<hostStart), to: &bytes)
        }
        var hostEnd = end
        while hostEnd > hostStart, rest[hostEnd - 1] >= 0x30, rest[hostEnd - 1] <= 0x39 { hostEnd -= 1 }
        let hasPort = hostEnd > hostStart && rest[hostEnd - 1] == 0x3A
        hostEnd = hasPort ? hostEnd - 1 : end
        appendHost(rest.extracting(hostStart..<hostEnd))
        if hasPort { Self.append(rest.extracting(hostEnd..<end), to: &bytes) }

        index = end
        while index < rest.count, rest[index] != 0x3F, rest[index] != 0x23 {
            if rest[index] == 0x5C { traits.insert(.backslashes) }
            bytes.append(rest[index] == 0x5C ? 0x2F : rest[index])
            index += 1
        }
        Self.append(rest.extracting(index..<rest.count), to: &bytes)
    }

    private mutating func appendHost(_ written: Span<UInt8>) {
        var host = PercentEncoding.decoded(written)
        if host.count < written.count {
            // What no host may hold is no host in its decoded form either.
            if host.contains(where: Self.isForbidden) {
                host.removeAll()
                Self.append(written, to: &host)
            } else {
                traits.insert(.encodedHost)
            }
        }
        let plain = DisguisedURL.plainDots(host.span)
        if plain.count < host.count {
            traits.insert(.disguised)
            host = plain
        }
        if !ByteScan.isASCII(host.span) {
            traits.insert(.international)
            host = InternationalHost.ascii(host.span) ?? host
        }
        for index in host.indices { host[index] = ASCII.lower(host[index]) }
        if InternationalHost.isEncoded(host.span) { traits.insert(.international) }
        while host.last == 0x2E { host.removeLast() }
        if let last = host.last, HexDigit.value(of: last) != nil || last == 0x78,
            let address = NumericAddress.dotted(host.span), address != host
        {
            traits.insert(.oddAddress)
            host = address
        }
        bytes += host
    }

    /// Small letters up to the path; without a `//`, up to the query.
    private mutating func readOther(_ url: Span<UInt8>) {
        var slashes = 0
        var inHost = true
        for index in url.indices {
            let byte = url[index]
            if byte == 0x2F { slashes += 1 }
            if slashes > 2 || byte == 0x3F || byte == 0x23 { inHost = false }
            bytes.append(inHost ? ASCII.lower(byte) : byte)
        }
    }

    private struct Scheme {
        let name: [UInt8]
        let meaning: [UInt8]
        let isDisguise: Bool
    }

    private static let webSchemes: [Scheme] = [
        ("http", "http"), ("https", "https"), ("ftp", "ftp"), ("hxxp", "http"), ("hxxps", "https"), ("hxtp", "http"),
        ("htxp", "http"), ("hxtps", "https"), ("htxps", "https"), ("fxp", "ftp"),
    ].map { name, meaning in
        Scheme(name: Array(name.utf8), meaning: Array((meaning + ":").utf8), isDisguise: name != meaning)
    }

    private static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == 0x2F || byte == 0x3F || byte == 0x23 || byte == 0x5C
    }

    private static func isForbidden(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x23, 0x25, 0x2F, 0x3A, 0x3C, 0x3E, 0x3F, 0x40, 0x5B, 0x5C, 0x5D, 0x5E, 0x7C, 0x7F: true
        default: false
        }
    }
}
