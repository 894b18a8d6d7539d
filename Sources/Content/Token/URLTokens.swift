import Evidence

/// Tokens of URLs: host and its suffixes, top domain, path segments and their shapes, query keys, and what is odd.
enum URLTokens {
    /// Writes the tokens of one URL as ``URLScanner`` gives it.
    ///
    /// - Complexity: O(n).
    static func write(_ scanned: ScannedURL, into writer: inout TokenWriter) {
        let odd = scanned.traits.subtracting(notWritten)
        for (trait, name) in URLTraits.named where odd.contains(trait) {
            writer.text(.url, "odd:", name)
        }
        let url = scanned.bytes.span
        let parts = URLParts(url)
        writer.whole(.url, "scheme:", url.extracting(parts.scheme))
        if !parts.userInfo.isEmpty { writer.whole(.url, "user:", url.extracting(parts.userInfo)) }
        if !parts.port.isEmpty { writer.whole(.url, "port:", url.extracting(parts.port)) }
        let host = url.extracting(parts.host)
        if HostTokens.isIPv4(host) {
            writer.fixed(.url, "address")
            HostTokens.writeNetworks(host, .url, into: &writer)
        } else if HostTokens.isHostLike(host) {
            HostTokens.writeSuffixes(host, .url, into: &writer)
        } else {
            writer.shape(.url, "oddhost:", host)
        }
        segments(of: url.extracting(parts.path), into: &writer)
        keys(of: url.extracting(parts.query), into: &writer)
    }

    /// Traits that say where a URL was found, not how it is written: as tokens they gained nothing.
    private static let notWritten: URLTraits = [.redirected, .hidden, .misleading, .form, .refresh]

    private static func segments(of path: Span<UInt8>, into writer: inout TokenWriter) {
        var start = 0
        var count = 0
        for index in 0...path.count {
            if index < path.count, path[index] != 0x2F { continue }
            let segment = path.extracting(start..<index)
            start = index + 1
            guard !segment.isEmpty, count < 16 else { continue }
            count += 1
            if segment.count <= 32 { writer.whole(.url, "path:", segment) }
            writer.shape(.url, "shape:", segment)
            if index == path.count { suffix(of: segment, into: &writer) }
        }
        writer.number(.url, "depth:", count)
    }

    private static func suffix(of segment: Span<UInt8>, into writer: inout TokenWriter) {
        var index = segment.count - 1
        while index > 0, segment.count - index <= 6 {
            if segment[index] == 0x2E {
                writer.whole(.url, "suffix:", segment.extracting((index + 1)..<segment.count))
                return
            }
            index -= 1
        }
    }

    private static func keys(of query: Span<UInt8>, into writer: inout TokenWriter) {
        guard !query.isEmpty else { return }
        var start = 0
        var count = 0
        for index in 0...query.count {
            if index < query.count, query[index] != 0x26, query[index] != 0x3B { continue }
            let pair = query.extracting(start..<index)
            start = index + 1
            guard !pair.isEmpty, count < 16 else { continue }
            count += 1
            if let equals = ByteScan.firstIndex(of: 0x3D, in: pair) {
                writer.whole(.url, "key:", pair.extracting(0..<min(equals, 32)))
                writer.shape(.url, "value:", pair.extracting((equals + 1)..<pair.count))
            } else {
                writer.shape(.url, "query:", pair)
            }
        }
    }
}
