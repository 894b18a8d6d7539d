import MIME

extension Comparison {
    /// A described offset as one in the part's source: that of an encoded message is compared as it was decoded.
    func offset(_ described: Int, in part: Part) -> Int {
        guard part.source == 0 else { return described }
        return offsets.indices.contains(described) ? offsets[described] : -1
    }

    /// Where the part's header, its body and its end stand.
    mutating func compareOffsets(_ described: DescribedPart, _ part: Part) {
        let own = [part.header.lowerBound, part.body.lowerBound, part.body.upperBound]
        let expected = [described.headerOffset, described.bodyOffset, described.endOffset].map {
            offset($0, in: part)
        }
        if own != expected { note(part.index, "place", own, expected) }
    }

    /// The kind of a leaf and its decoded content.
    mutating func compareLeaf(_ described: DescribedPart, _ part: Part) {
        let type = part.contentType
        var (decoded, defects) = message.decodedBody(of: part.index, in: bytes.span)
        if part.transferEncoding == .uuencode {
            // mail-parser takes it for no encoding: what it was made of is compared.
            decoded = message.withSource(of: part.index, in: bytes.span) { source in
                part.body.map { source[$0] }
            }
        }
        if described.isEncodingProblem, defects.isEmpty { note(part.index, "an encoding problem", false, true) }
        switch described.body {
        case .text(let text):
            if type.type != "text" || type.subtype == "html" { note(part.index, "type", type.mediaType, "text") }
            compareText(decoded, text, part)
        case .html(let text):
            if type.mediaType != "text/html" { note(part.index, "type", type.mediaType, "text/html") }
            compareText(decoded, text, part)
        case .binary(let content):
            if type.type == "text" { note(part.index, "type", type.mediaType, "no text") }
            if !isEqual(decoded, content, part) { note(part.index, "content", decoded.count, content.count) }
        case .multipart, .message:
            break
        }
    }

    private mutating func compareText(_ decoded: [UInt8], _ described: String, _ part: Part) {
        let charset = part.contentType.charset ?? "us-ascii"
        guard let text = TestCharsets().utf8(decoded, charset: charset) else {
            return note(part.index, "charset", charset, "known")
        }
        if !isEqual(text, Array(described.utf8), part) {
            note(part.index, "text", String(decoding: text, as: UTF8.self).debugDescription, described.debugDescription)
        }
    }

    /// Whether contents are equal. The line ends of what is not base64 are the form's, and descriptions have LF.
    private func isEqual(_ own: [UInt8], _ described: [UInt8], _ part: Part) -> Bool {
        guard part.source == 0, part.transferEncoding != .base64, bytes.contains(0x0D) else { return own == described }
        return own.filter { $0 != 0x0D } == described.filter { $0 != 0x0D }
    }
}
