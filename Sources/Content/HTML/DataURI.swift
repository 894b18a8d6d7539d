import MIME

/// What a `data:` URI holds.
///
/// Source: RFC 2397.
struct DataURI {
    /// The media type it declares, in lower case, without parameters; `text/plain` where it declares none.
    let mediaType: [UInt8]
    private let isBase64: Bool
    private let start: Int

    /// Reads what stands before the content; nil where it is no `data:` URI.
    ///
    /// - Complexity: O(n).
    init?(_ uri: Span<UInt8>) {
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
        self.isBase64 = isBase64
        self.start = comma + 1
    }

    /// Decodes the content, at most `limit` bytes; `uri` is what it was made of.
    ///
    /// - Complexity: O(n).
    func content(of uri: Span<UInt8>, limit: Int) -> (bytes: [UInt8], isWhole: Bool) {
        let plain = PercentEncoding.decoded(uri.extracting(start..<uri.count))
        guard isBase64 else { return (Array(plain.prefix(limit)), plain.count <= limit) }
        let (bytes, defects) = Base64.decode(plain.span, limit: limit)
        return (bytes, !defects.contains(.decodedTooLarge))
    }

    /// Whether a browser shows it as a page.
    var isHTML: Bool { mediaType == Self.textHTML || mediaType == Self.xhtml }

    private static let scheme = Array("data:".utf8)
    private static let base64 = Array("base64".utf8)
    private static let textPlain = Array("text/plain".utf8)
    private static let textHTML = Array("text/html".utf8)
    private static let xhtml = Array("application/xhtml+xml".utf8)
}
