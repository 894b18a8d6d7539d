import Evidence
import MIME

/// Finds the rules for headers that the message's own header section breaks.
///
/// Source: RFC 5322 §2.1.1, §2.2, §3.6; RFC 2045 §3.
struct HeaderCheck {
    private var found: Set<BadHeader> = []
    private var overflowed = false

    /// The broken rules, each once for a field, ascending, at most ``BadHeader/maximum``; `defects` are those of the whole
    /// message, and ``Defect/tooManyBadHeaders`` is added where there are more.
    ///
    /// - Complexity: O(size of the header section).
    static func badHeaders(of part: Part, in source: Span<UInt8>, defects: inout DefectSet) -> [BadHeader] {
        var check = HeaderCheck()
        if !part.defectSet.isDisjoint(with: [.malformedHeaderLine, .foldedFirstLine, .malformedFieldName]) {
            check.add(.syntax)
        }
        if !defects.isDisjoint(with: mimeDefects) { check.add(.mime) }
        check.count(part, in: source)
        // The parser has seen whether there is anything to be found in the lines.
        if !part.defectSet.isDisjoint(with: lineDefects) {
            for field in part.fields where !check.overflowed { check.look(at: field, in: source) }
        }
        if check.overflowed { defects.insert(.tooManyBadHeaders) }
        return check.found.sorted()
    }

    private mutating func count(_ part: Part, in source: Span<UInt8>) {
        var counts = [Int](repeating: 0, count: Self.onceOnly.count)
        for field in part.fields {
            let place = Self.onceOnly.firstIndex { field.isNamed($0, in: source) }
            if let place { counts[place] += 1 }
        }
        // What was not read of a header cannot be said to be missing.
        let isWhole = part.defectSet.isDisjoint(with: [.headerTooLarge, .tooManyFields])
        for (place, name) in Self.onceOnly.enumerated() {
            if counts[place] > 1 { add(.duplicate, name.description) }
            if counts[place] == 0, isWhole, place < Self.requiredCount { add(.missing, name.description) }
        }
    }

    private mutating func look(at field: Field, in source: Span<UInt8>) {
        let name = field.lowercasedName(in: source)
        var all: UInt8 = 0
        var hasControl = false
        var start = field.whole.lowerBound
        while start < field.whole.upperBound {
            var end = start
            var isBlank = true
            while end < field.whole.upperBound, source[end] != 0x0A {
                let byte = source[end]
                all |= byte
                hasControl = hasControl || byte == 0 || byte == 0x0D && !Self.endsLine(source, end, field.whole)
                isBlank = isBlank && (byte == 0x20 || byte == 0x09 || byte == 0x0D)
                end += 1
            }
            if isBlank, end > start { add(.blankFold, name) }
            let content = end > start && source[end - 1] == 0x0D ? end - 1 : end
            if content - start > 998 { add(.overlongLine, name) }
            start = end + 1
        }
        if all >= 0x80 { add(.eightBit, name) }
        if hasControl { add(.control, name) }
    }

    private static func endsLine(_ source: Span<UInt8>, _ index: Int, _ range: Range<Int>) -> Bool {
        index + 1 >= range.upperBound || source[index + 1] == 0x0A
    }

    private mutating func add(_ rule: BadHeader.Rule, _ field: String = "") {
        let bad = BadHeader(rule, field: field)
        if found.count < BadHeader.maximum {
            found.insert(bad)
        } else if !found.contains(bad) {
            overflowed = true
        }
    }

    /// What may stand only once: in every message, and of MIME. The first ones must be there.
    private static let onceOnly: [StaticString] = [
        "date", "from", "sender", "reply-to", "to", "cc", "bcc", "message-id", "in-reply-to", "references", "subject",
        "mime-version", "content-type", "content-transfer-encoding", "content-disposition", "content-id",
        "content-description",
    ]
    private static let requiredCount = 2

    private static let lineDefects: DefectSet = [
        .eightBitHeader, .nulInHeader, .bareCRInHeader, .blankFold, .overlongLine,
    ]

    private static let mimeDefects: DefectSet = [
        .duplicateContentType, .duplicateTransferEncoding, .duplicateDisposition, .duplicateBoundary,
        .malformedContentType, .disguisedContentField, .unterminatedQuote, .unterminatedComment, .missingBoundary,
        .malformedBoundary, .multipartWithoutParts, .missingEndBoundary, .boundaryAfterEnd, .repeatedBoundary,
        .unknownTransferEncoding, .malformedTransferEncoding, .encodedMultipart, .badEncodedMessage,
    ]
}
