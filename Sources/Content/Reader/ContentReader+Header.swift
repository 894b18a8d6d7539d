import Evidence
import MIME

extension ContentReader {
    /// Reads the message's own header section: what logs show, and its tokens.
    ///
    /// - Returns: What was broken in its encoded words.
    mutating func readHeader(of part: Part, in source: Span<UInt8>, into reading: inout Reading) -> DefectSet {
        var headerDefects = DefectSet()
        var names: [[UInt8]] = []
        var isLeading = true
        for field in part.fields {
            let name = Self.lowercased(source.extracting(field.name))
            guard !DroppedFields.contains(name) else { continue }
            let raw = field.unfoldedValue(in: source)
            if name == Self.received {
                ReceivedTokens.write(raw.span, isLeading: &isLeading, into: &writer)
                continue
            }
            names.append(name)
            let (decoded, found) = EncodedWords.decode(raw, charsets: charsets)
            headerDefects.formUnion(found)
            HeaderTokens.write(name, raw: raw.span, decoded: decoded.span, into: &writer)
            switch name {
            case Self.messageID where reading.messageID.isEmpty: reading.messageID = shown(raw)
            case Self.from where reading.from.isEmpty: reading.from = shown(decoded)
            case Self.subject where reading.subject.isEmpty: reading.subject = shown(decoded)
            default: break
            }
        }
        HeaderTokens.writeNames(names, into: &writer)
        return headerDefects
    }

    /// A value for logs: UTF-8 of at most `shownBytes` bytes, control characters as spaces.
    private func shown(_ value: [UInt8]) -> String {
        var text: [UInt8] = []
        UTF8Text.append(value.span, to: &text, limit: limits.shownBytes)
        for index in text.indices where text[index] < 0x20 || text[index] == 0x7F { text[index] = 0x20 }
        return String(decoding: text.prefix(UTF8Text.prefixLength(text.span, limit: limits.shownBytes)), as: UTF8.self)
    }

    private static func lowercased(_ name: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(name.count)
        for index in 0..<min(name.count, 80) {
            let byte = name[index]
            result.append(ASCII.lower(byte))
        }
        return result
    }

    private static let received = Array("received".utf8)
    private static let messageID = Array("message-id".utf8)
    private static let from = Array("from".utf8)
    private static let subject = Array("subject".utf8)
}
