/// The parts read so far and the stack of those that are open.
struct PartTree {
    /// How the body of a part goes on.
    enum Body {
        /// With the header of a message in it.
        case message
        /// With lines.
        case content
    }

    private struct OpenPart {
        var part: Int
        /// Its place among the open boundaries, or -1 if it is no multipart.
        var boundary: Int
    }

    private(set) var parts: [Part] = []
    /// Parts whose body is an encoded message, to be read after this source.
    private(set) var encodedMessages: [Int] = []
    private(set) var fieldCount = 0
    /// The parameters read so far, of all parts.
    private var parameterCount = 0
    private var stack: [OpenPart] = []
    private var boundaries = OpenBoundaries()
    private let limits: MIMELimits
    let interpretation: Interpretation

    init(limits: MIMELimits, interpretation: Interpretation) {
        self.limits = limits
        self.interpretation = interpretation
    }

    var hasBoundaries: Bool { !boundaries.isEmpty }

    mutating func note(_ defect: Defect, _ part: Int) { parts[part].defectSet.insert(defect) }

    mutating func note(_ defects: DefectSet, _ part: Int) { parts[part].defectSet.formUnion(defects) }

    mutating func noteInnermost(_ defect: Defect) {
        if let last = stack.last { note(defect, last.part) }
    }

    /// Whether a level below `part` is within the limit; if not it is noted.
    mutating func mayNest(in part: Int) -> Bool {
        guard parts[part].depth >= limits.depth else { return true }
        note(.tooDeep, part)
        return false
    }

    /// Opens a part inside of all open ones; nil if there are too many, which is noted.
    mutating func open(parent: Int?, source: Int, at start: Int) -> Int? {
        if let parent, parts.count >= limits.parts {
            note(.tooManyParts, parent)
            return nil
        }
        let index = parts.count
        let depth = parent.map { parts[$0].depth + 1 } ?? 0
        var part = Part(
            index: index, parent: parent, depth: depth, source: source, header: start..<start, body: start..<start)
        if let parent {
            parts[parent].children.append(index)
            let above = parts[parent].contentType
            if above.isMultipart, above.subtype == "digest" { part.contentType = .message }
        }
        parts.append(part)
        stack.append(OpenPart(part: index, boundary: -1))
        return index
    }

    /// Opens a part in the innermost one.
    mutating func openInside(at start: Int) -> Bool {
        guard let last = stack.last else { return false }
        return open(parent: last.part, source: parts[last.part].source, at: start) != nil
    }

    /// What a line is, as a delimiter.
    mutating func delimiter(_ source: Span<UInt8>, start: Int, end: Int) -> Delimiter? {
        guard hasBoundaries, end - start >= 3, source[start] == 0x2D, source[start + 1] == 0x2D else { return nil }
        let match = boundaries.match(
            source, start: start + 2, end: end, takesPrefixes: interpretation.takesPrefixes)
        if !boundaries.defects.isEmpty, let last = stack.last {
            note(boundaries.defects, last.part)
            boundaries.defects = []
        }
        guard case .delimiter(let index, let isEnd) = match else { return nil }
        let (_, next) = source.line(from: start, to: source.count)
        return Delimiter(boundary: index, isEnd: isEnd && !interpretation.ignoresEnds, line: start..<next)
    }

    /// Gives the innermost part its header.
    mutating func finishHeader(
        _ source: Span<UInt8>, header: Range<Int>, bodyStart: Int, fields: [Field], defects: DefectSet
    ) {
        guard let last = stack.last else { return }
        fieldCount += fields.count
        parts[last.part].header = header
        parts[last.part].body = bodyStart..<bodyStart
        parts[last.part].fields = fields
        parts[last.part].defectSet.formUnion(defects)
        var limits = limits
        limits.parameters = min(limits.parameters, max(limits.messageParameters - parameterCount, 0))
        parameterCount += parts[last.part].readContentFields(source, limits, interpretation)
    }

    /// Begins the body of the innermost part.
    mutating func enterBody(_ source: Span<UInt8>) -> Body {
        guard let last = stack.last else { return .content }
        let part = parts[last.part]
        if part.contentType.isMultipart {
            guard let boundary = boundary(of: part, in: source) else {
                note(.missingBoundary, last.part)
                return .content
            }
            guard mayNest(in: last.part) else { return .content }
            if part.transferEncoding.isEncoding || part.transferEncoding == .unknown {
                note(.encodedMultipart, last.part)
                if interpretation.decodesMultiparts, part.transferEncoding.isEncoding {
                    encodedMessages.append(last.part)
                    return .content
                }
            }
            if !PartTree.isWellFormed(boundary) { note(.malformedBoundary, last.part) }
            boundaries.push(boundary)
            stack[stack.count - 1].boundary = boundaries.count - 1
            note(boundaries.defects, last.part)
            boundaries.defects = []
            return .content
        }
        guard part.contentType.isMessage else {
            if part.contentType.type == "message" {
                if part.contentType.subtype == "partial" { note(.partialMessage, last.part) }
                if part.contentType.subtype == "external-body" { note(.externalBody, last.part) }
            }
            return .content
        }
        guard mayNest(in: last.part) else { return .content }
        if part.transferEncoding.isEncoding {
            encodedMessages.append(last.part)
            return .content
        }
        return .message
    }

    /// What divides a multipart; nil if nothing does.
    private func boundary(of part: Part, in source: Span<UInt8>) -> [UInt8]? {
        guard interpretation.boundary == .found else { return part.contentType.boundary(by: interpretation.boundary) }
        var start = part.body.lowerBound
        // Looking further would cost many multiparts the rest of the message each.
        let limit = min(source.count, start + 4_096)
        while start < limit {
            let (end, next) = source.line(from: start, to: limit)
            if end - start > 2, source[start] == 0x2D, source[start + 1] == 0x2D {
                let boundary = source.trimmed((start + 2)..<end)
                if !boundary.isEmpty { return source.copy((start + 2)..<boundary.upperBound) }
            }
            start = next
        }
        return part.contentType.boundary
    }

    /// Closes what is inside the multipart that a delimiter belongs to, and notes the delimiter on it.
    mutating func close(above delimiter: Delimiter, _ source: Span<UInt8>) {
        let start = delimiter.line.lowerBound
        while let last = stack.last, last.boundary != delimiter.boundary {
            closeInnermost(at: start, source, isDelimited: true)
        }
        guard let multipart = stack.last?.part else { return }
        let bodyStart = parts[multipart].body.lowerBound
        if parts[multipart].preamble == nil {
            parts[multipart].preamble = bodyStart..<PartTree.end(before: start, after: bodyStart, source)
        }
        if delimiter.isEnd {
            boundaries.end(delimiter.boundary)
            parts[multipart].epilogue = delimiter.line.upperBound..<delimiter.line.upperBound
        }
    }

    /// Closes every open part.
    mutating func closeAll(at end: Int, _ source: Span<UInt8>) {
        while !stack.isEmpty { closeInnermost(at: end, source, isDelimited: false) }
    }

    private mutating func closeInnermost(at limit: Int, _ source: Span<UInt8>, isDelimited: Bool) {
        guard let closed = stack.popLast() else { return }
        let start = parts[closed.part].body.lowerBound
        let end = isDelimited ? PartTree.end(before: limit, after: start, source) : max(limit, start)
        parts[closed.part].body = start..<end
        guard closed.boundary >= 0 else { return }
        boundaries.pop()
        if let epilogue = parts[closed.part].epilogue {
            let epilogue = min(epilogue.lowerBound, end)..<end
            parts[closed.part].epilogue = epilogue
            if !source.trimmed(epilogue).isEmpty { note(.textAfterParts, closed.part) }
        } else {
            note(.missingEndBoundary, closed.part)
        }
        if parts[closed.part].preamble == nil { parts[closed.part].preamble = start..<end }
        if parts[closed.part].children.isEmpty, !source.trimmed(start..<end).isEmpty {
            note(.multipartWithoutParts, closed.part)
        }
    }

    /// The line end before a delimiter belongs to the delimiter.
    private static func end(before delimiter: Int, after start: Int, _ source: Span<UInt8>) -> Int {
        var end = delimiter
        if end > start, source[end - 1] == Byte.lf { end -= 1 }
        if end > start, end < delimiter, source[end - 1] == Byte.cr { end -= 1 }
        return max(end, start)
    }

    private static func isWellFormed(_ boundary: [UInt8]) -> Bool {
        boundary.count <= 70
            && boundary.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x20, 0x27, 0x28, 0x29, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F,
                    0x3A, 0x3D, 0x3F, 0x5F:
                    true
                default:
                    false
                }
            }
    }

    /// The message, with parts in the order in which they nest: those of encoded messages were read last.
    consuming func message(embedded: [[UInt8]]) -> Message {
        var ordered = parts
        if !embedded.isEmpty { ordered = PartTree.preOrdered(parts) }
        var defects = DefectSet()
        for part in ordered { defects.formUnion(part.defectSet) }
        return Message(parts: ordered, defects: defects.sorted, embedded: embedded)
    }

    private static func preOrdered(_ parts: [Part]) -> [Part] {
        var newIndex = [Int](repeating: 0, count: parts.count)
        var order: [Int] = []
        order.reserveCapacity(parts.count)
        var pending = [0]
        while let next = pending.popLast() {
            newIndex[next] = order.count
            order.append(next)
            pending.append(contentsOf: parts[next].children.reversed())
        }
        return order.map { old in
            var part = parts[old]
            part.index = newIndex[old]
            part.parent = part.parent.map { newIndex[$0] }
            part.children = part.children.map { newIndex[$0] }
            return part
        }
    }
}
