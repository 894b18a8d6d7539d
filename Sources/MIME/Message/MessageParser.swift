/// Reads a message into a tree of parts.
///
/// It goes over the bytes once, line by line, with a stack of the open parts; no step looks back, and nothing
/// recurses. A line ends with LF; a CR before it belongs to the line end, so that files with bare LF read alike.
///
/// Source: RFC 5322, RFC 2046 §5.
public enum MessageParser {
    /// Reads `bytes`. Total: any bytes give a message, with defects.
    ///
    /// Complexity: O(n); embedded messages that are encoded count with their decoded size, which is limited.
    public static func parse(
        _ bytes: Span<UInt8>, limits: MIMELimits = MIMELimits(), by interpretation: Interpretation = Interpretation()
    ) -> Message {
        var tree = PartTree(limits: limits, interpretation: interpretation)
        var decodedLeft = limits.decodedBytes(for: bytes.count)
        _ = tree.open(parent: nil, source: 0, at: 0)
        readSource(bytes, into: &tree, limits: limits)
        var embedded: [[UInt8]] = []
        var next = 0
        while next < tree.encodedMessages.count {
            let part = tree.encodedMessages[next]
            next += 1
            let decoded = decode(part, tree, bytes, embedded, limit: decodedLeft)
            decodedLeft -= decoded.bytes.count
            if decoded.defects.contains(.decodedTooLarge) { tree.note(.expandedTooFar, part) }
            tree.note(decoded.defects, part)
            guard decoded.isMessage else { continue }
            guard tree.mayNest(in: part), tree.open(parent: part, source: embedded.count + 1, at: 0) != nil else {
                continue
            }
            embedded.append(decoded.bytes)
            readSource(decoded.bytes.span, into: &tree, limits: limits)
        }
        return tree.message(embedded: embedded)
    }

    private static func decode(
        _ part: Int, _ tree: PartTree, _ bytes: Span<UInt8>, _ embedded: [[UInt8]], limit: Int
    ) -> (bytes: [UInt8], defects: DefectSet, isMessage: Bool) {
        let value = tree.parts[part]
        func decode(_ source: Span<UInt8>) -> (bytes: [UInt8], defects: DefectSet, isMessage: Bool) {
            let body = source.extracting(value.body)
            var (decoded, defects) = Message.decode(body, value.transferEncoding, limit: limit)
            if value.contentType.isMultipart {
                // It is read as a message whose header is the multipart's Content-Type.
                let fields = value.fields.filter { $0.isNamed("content-type", in: source) }
                decoded = fields.flatMap { source.copy($0.whole) } + [Byte.lf] + decoded
            }
            // What claims base64 and has a field's colon in it is a message that was not encoded.
            if value.transferEncoding == .base64, defects.contains(.base64Junk), startsWithField(body) {
                let plain = Message.decode(body, .binary, limit: limit)
                return (plain.bytes, plain.defects.union([.badEncodedMessage]), true)
            }
            if defects.contains(.malformedEncodedFile) { defects.insert(.badEncodedMessage) }
            return (decoded, defects, true)
        }
        guard value.source > 0 else { return decode(bytes) }
        let source = embedded[value.source - 1]
        return decode(source.span)
    }

    private static func startsWithField(_ body: Span<UInt8>) -> Bool {
        var start = 0
        while start < body.count, Byte.isBlank(body[start]) { start += 1 }
        let end = min(body.lineFeed(from: start, to: body.count), start + 100)
        while start < end, body[start] != 0x3A, body[start] > 0x20 { start += 1 }
        return start < end && body[start] == 0x3A
    }

    /// Reads one source from its first byte; the innermost open part of the tree is the message in it.
    private static func readSource(_ source: Span<UInt8>, into tree: inout PartTree, limits: MIMELimits) {
        var position = 0
        var isMessage = true
        while true {
            var delimiter = readHeader(source, &position, &tree, isMessage: isMessage, limits)
            if delimiter == nil {
                switch tree.enterBody(source) {
                case .message:
                    guard tree.openInside(at: position) else { return tree.closeAll(at: source.count, source) }
                    isMessage = true
                    continue
                case .content:
                    break
                }
                delimiter = readBody(source, &position, &tree)
            }
            while let found = delimiter {
                tree.close(above: found, source)
                if !found.isEnd { break }
                delimiter = readBody(source, &position, &tree)
            }
            guard delimiter != nil else { return tree.closeAll(at: source.count, source) }
            guard tree.openInside(at: position) else { return tree.closeAll(at: source.count, source) }
            isMessage = false
        }
    }

    /// Reads the header section of the innermost part. `position` is behind it afterwards; a delimiter that came
    /// instead of the empty line is given.
    private static func readHeader(
        _ source: Span<UInt8>, _ position: inout Int, _ tree: inout PartTree, isMessage: Bool, _ limits: MIMELimits
    ) -> Delimiter? {
        let start = position
        let fieldsEnd = start + min(limits.headerBytes, source.count - start)
        let headerEnds = tree.interpretation.headerEnd
        var lines = HeaderLines(isMessage: isMessage, takesLooseNames: tree.interpretation.takesLooseNames)
        var fields: [Field] = []
        var left = limits.fields - tree.fieldCount
        var defects = DefectSet()
        func take(_ event: HeaderLines.Event) {
            guard case .field(let field) = event else { return }
            if field.whole.upperBound > fieldsEnd {
                defects.insert(.headerTooLarge)
            } else if left <= 0 {
                defects.insert(.tooManyFields)
            } else {
                if fields.isEmpty { fields.reserveCapacity(min(left, 16)) }
                fields.append(field)
                left -= 1
            }
        }
        var delimiter: Delimiter?
        var headerEnd = source.count
        var isComplete = false
        while position < source.count {
            let lineStart = position
            let (end, next) = source.line(from: lineStart, to: source.count)
            if end == lineStart || headerEnds == .blankLine && source.trimmed(lineStart..<end).isEmpty {
                headerEnd = lineStart
                position = next
                isComplete = true
                break
            }
            if let found = tree.delimiter(source, start: lineStart, end: end) {
                headerEnd = lineStart
                delimiter = found
                position = next
                break
            }
            take(lines.take(source, start: lineStart, end: end))
            if headerEnds == .malformedLine, lines.isInterrupted {
                headerEnd = lineStart
                isComplete = true
                break
            }
            position = next
        }
        take(lines.finish(nextLine: headerEnd))
        defects.formUnion(lines.defects)
        if !isComplete, lines.defects.contains(.malformedHeaderLine) { defects.insert(.headerWithoutEnd) }
        let bodyStart = delimiter == nil ? position : headerEnd
        tree.finishHeader(
            source, header: start..<headerEnd, bodyStart: bodyStart, fields: fields, defects: defects)
        return delimiter
    }

    /// Goes over lines of content to the next delimiter; `position` is behind it afterwards.
    private static func readBody(
        _ source: Span<UInt8>, _ position: inout Int, _ tree: inout PartTree
    ) -> Delimiter? {
        var isOverlong = false
        defer { if isOverlong { tree.noteInnermost(.overlongLine) } }
        let mayDelimit = tree.hasBoundaries
        while position < source.count {
            let start = position
            let (end, next) = source.line(from: start, to: source.count)
            position = next
            if end &- start > 998 { isOverlong = true }
            if mayDelimit, end &- start >= 3, source[start] == 0x2D, source[start &+ 1] == 0x2D,
                let found = tree.delimiter(source, start: start, end: end)
            {
                return found
            }
        }
        return nil
    }
}

/// A delimiter line that was met.
struct Delimiter {
    /// The boundary's place among the open ones.
    let boundary: Int
    /// Whether it is the end delimiter.
    let isEnd: Bool
    /// Where its line starts and where the next one does.
    let line: Range<Int>
}
