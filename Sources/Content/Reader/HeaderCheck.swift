import Evidence
import MIME

/// Finds the rules for headers that the message's own header section breaks.
///
/// Source: RFC 5322 §2.1.1, §2.2, §3.6; RFC 2045 §3.
struct HeaderCheck {
    private var found: Set<BadHeader> = []
    private var counts: [String: Int] = [:]

    /// The broken rules, each once for a field, ascending; `defects` are those of the whole message.
    ///
    /// - Complexity: O(size of the header section).
    static func badHeaders(of part: Part, in source: Span<UInt8>, defects: DefectSet) -> [BadHeader] {
        var check = HeaderCheck()
        for field in part.fields {
            let name = field.lowercasedName(in: source)
            if onceOnly.contains(name) { check.counts[name, default: 0] += 1 }
        }
        if !part.defectSet.isDisjoint(with: [.malformedHeaderLine, .foldedFirstLine, .malformedFieldName]) {
            check.add(.syntax)
        }
        if !defects.isDisjoint(with: mimeDefects) { check.add(.mime) }
        // What was not read of a header cannot be said to be missing.
        if part.defectSet.isDisjoint(with: [.headerTooLarge, .tooManyFields]) {
            for name in ["date", "from"] where check.counts[name] == nil { check.add(.missing, name) }
        }
        for (name, count) in check.counts where count > 1 { check.add(.duplicate, name) }
        for field in part.fields where check.found.count < BadHeader.maximum { check.look(at: field, in: source) }
        return check.found.sorted()
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
        if found.count < BadHeader.maximum { found.insert(BadHeader(rule, field: field)) }
    }

    /// What may stand only once: in every message, and of MIME.
    private static let onceOnly: Set<String> = [
        "date", "from", "sender", "reply-to", "to", "cc", "bcc", "message-id", "in-reply-to", "references", "subject",
        "mime-version", "content-type", "content-transfer-encoding", "content-disposition", "content-id",
        "content-description",
    ]

    private static let mimeDefects: DefectSet = [
        .duplicateContentType, .duplicateTransferEncoding, .duplicateDisposition, .duplicateBoundary,
        .malformedContentType, .disguisedContentField, .unterminatedQuote, .unterminatedComment, .missingBoundary,
        .malformedBoundary, .multipartWithoutParts, .missingEndBoundary, .boundaryAfterEnd, .repeatedBoundary,
        .unknownTransferEncoding, .malformedTransferEncoding, .encodedMultipart, .badEncodedMessage,
    ]
}
