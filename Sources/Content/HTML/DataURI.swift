import MIME

/// What a `data:` URI holds.
///
/// Source: RFC 2397.
struct DataURI {
    /// The media type it declares, in lower case, without parameters; `text/plain` where it declares none.
    let mediaType: [UInt8]
    /// The content.
    let content: [UInt8]

    /// Reads a URI; nil where it is no `data:` URI.
    ///
    /// - Parameter limit: Bytes of the content that are decoded.
    /// - Complexity: O(n).
    init?(_ uri: Span<UInt8>, limit: Int) {
        guard uri.count > 5, Self.scheme.indices.allSatisfy({ ASCII.lower(uri[$0]) == Self.scheme[$0] }),
            let comma = ByteScan.firstIndex(of: 0x2C, in: uri)
        else { return nil }
        var type: [UInt8] = []
        var isBase64 = false
        var start = Self.scheme.count
        for index in start...comma {
            if index < comma, uri[index] != 0x3B { continue }
            var word: [UInt8] = []
            for byte in start..<min(index, start + 80) where uri[byte] > 0x20 { word.append(ASCII.lower(uri[byte])) }
            if start == Self.scheme.count { type = word } else if word == Self.base64 { isBase64 = true }
            start = index + 1
        }
        mediaType = type.isEmpty ? Self.textPlain : type
        let body = uri.extracting((comma + 1)..<min(uri.count, comma + 1 + min(limit, .max / 4) * 3))
        let decoded = PercentEncoding.decoded(body)
        content = Array((isBase64 ? Base64.decode(decoded.span, limit: limit).bytes : decoded).prefix(limit))
    }

    /// Whether a browser shows it as a page.
    var isHTML: Bool { mediaType == Self.textHTML || mediaType == Self.xhtml }

    private static let scheme = Array("data:".utf8)
    private static let base64 = Array("base64".utf8)
    private static let textPlain = Array("text/plain".utf8)
    private static let textHTML = Array("text/html".utf8)
    private static let xhtml = Array("application/xhtml+xml".utf8)
}
