/// The charset that an HTML page names itself, for a part whose header names none.
enum HTMLCharset {
    /// Returns what stands behind the first `charset=` in the first kilobyte; empty if nothing does, or if it cannot be
    /// true, for these bytes were found as ASCII.
    ///
    /// - Complexity: O(1).
    /// Source: HTML §13.2.3.2 (prescan).
    static func label(in html: Span<UInt8>) -> [UInt8] {
        let label = named(in: html)
        let normalized = CharsetList.normalized(label.span)
        return wide.contains { normalized.starts(with: $0) } ? [] : label
    }

    private static let wide = ["utf16", "utf32", "utf7", "ucs", "unicode", "iso10646"].map { Array($0.utf8) }

    private static func named(in html: Span<UInt8>) -> [UInt8] {
        let end = min(html.count, 1_024)
        var index = 0
        while index + key.count < end {
            guard key.indices.allSatisfy({ html[index + $0] | 0x20 == key[$0] | 0x20 }) else {
                index += 1
                continue
            }
            index += key.count
            var label: [UInt8] = []
            while index < end, label.count < 40 {
                switch html[index] {
                case 0x22, 0x27, 0x20: if !label.isEmpty { return label }
                case 0x2D, 0x30...0x3A, 0x41...0x5A, 0x5F, 0x61...0x7A: label.append(html[index])
                default: return label
                }
                index += 1
            }
            return label
        }
        return []
    }

    private static let key = Array("charset=".utf8)
}
