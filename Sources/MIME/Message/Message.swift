/// A message as a tree of parts.
///
/// It holds ranges, not bytes: whoever has the bytes gives them again.
public struct Message: Hashable, Sendable {
    /// The parts, each before those in it; the first is the message itself. Never empty.
    public let parts: [Part]
    /// What is broken in any part, each once, ascending.
    public let defects: [Defect]
    /// The decoded bytes of messages that are attached in base64, quoted-printable or uuencode.
    public let embedded: [[UInt8]]

    /// Calls `body` with the bytes that a part's ranges count in; `bytes` are those that were parsed.
    public func withSource<Result>(
        of part: Int, in bytes: Span<UInt8>, _ body: (Span<UInt8>) throws -> Result
    ) rethrows -> Result {
        let source = parts[part].source
        guard source > 0 else { return try body(bytes) }
        let embedded = embedded[source - 1]
        return try body(embedded.span)
    }

    /// The body of a part, transfer encoding undone, at most `limit` bytes.
    ///
    /// A multipart's body is given as it is, whatever encoding it claims.
    ///
    /// Complexity: O(size of the body).
    public func decodedBody(
        of part: Int, in bytes: Span<UInt8>, limit: Int = .max
    ) -> (bytes: [UInt8], defects: [Defect]) {
        let value = parts[part]
        return withSource(of: part, in: bytes) { source in
            let decoded = Message.decode(
                source.extracting(value.body), value.contentType.isMultipart ? .binary : value.transferEncoding,
                limit: limit)
            return (decoded.bytes, decoded.defects.sorted)
        }
    }

    static func decode(
        _ body: Span<UInt8>, _ encoding: TransferEncoding, limit: Int
    ) -> (bytes: [UInt8], defects: DefectSet) {
        switch encoding {
        case .base64:
            return Base64.decode(body, limit: limit)
        case .quotedPrintable:
            return QuotedPrintable.decode(body, limit: limit)
        case .uuencode:
            return Uuencode.decode(body, limit: limit)
        case .sevenBit, .eightBit, .binary, .unknown:
            let isTooLarge = body.count > limit
            let bytes = body.copy(0..<min(body.count, max(limit, 0)))
            return (bytes, isTooLarge ? [.decodedTooLarge] : [])
        }
    }
}
