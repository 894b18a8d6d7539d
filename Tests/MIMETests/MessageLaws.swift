import MIME
import MailObject

// The fuzzer compiles what it needs of that beside this file.
#if canImport(TestSupport)
    import TestSupport
#endif

/// The laws of reading and editing a message, for tests and for the fuzzer: what is broken comes back in words.
enum MessageLaws {
    /// What must be equal in both forms.
    private struct Shape: Equatable {
        var parents: [Int?]
        var types: [ContentType]
        var encodings: [TransferEncoding]
        var dispositions: [ContentDisposition?]
        var defects: [[Defect]]
        var bodies: [[UInt8]]
        var fields: [[[UInt8]]]

        init(_ message: Message, _ bytes: [UInt8]) {
            parents = message.parts.map(\.parent)
            types = message.parts.map(\.contentType)
            encodings = message.parts.map(\.transferEncoding)
            dispositions = message.parts.map(\.disposition)
            defects = message.parts.map(\.defects)
            bodies = message.parts.map { part in
                guard part.children.isEmpty else { return [] }
                return message.decodedBody(of: part.index, in: bytes.span).bytes.filter { $0 != 0x0D }
            }
            fields = message.parts.map { part in
                message.withSource(of: part.index, in: bytes.span) { source in
                    part.fields.flatMap { [Array($0.lowercasedName(in: source).utf8), $0.unfoldedValue(in: source)] }
                }
            }
        }
    }

    /// What breaks a law when `original` is read, in CRLF and in LF form, by each reading that its defects leave open, and
    /// edited.
    static func breaches(of original: [UInt8], limits: MIMELimits = MIMELimits()) -> [String] {
        let crlf = LineForms.crlf(original)
        let lf = LineForms.withoutCR(crlf)
        let message = MessageParser.parse(crlf.span, limits: limits)
        let other = MessageParser.parse(lf.span, limits: limits)
        var breaches = rangeBreaches(message, crlf, limits) + rangeBreaches(other, lf, limits)
        // A limit on bytes comes earlier where each line has one more.
        if !isCutBySize(message), !isCutBySize(other), Shape(message, crlf) != Shape(other, lf) {
            breaches.append("CRLF and LF read differently")
        }
        breaches += otherReadingBreaches(message, crlf, limits)
        // A header section over its limit is scanned on by the daemon, for its edits.
        breaches += headerBreaches(message, crlf) + headerBreaches(other, lf)
        return breaches + editBreaches(crlf)
    }

    private static func isCutBySize(_ message: Message) -> Bool {
        message.defects.contains { [.headerTooLarge, .decodedTooLarge, .expandedTooFar].contains($0) }
    }

    private static func rangeBreaches(_ message: Message, _ bytes: [UInt8], _ limits: MIMELimits) -> [String] {
        var breaches: [String] = []
        if message.parts.count > max(limits.parts, 1) { breaches.append("more parts than the limit") }
        if message.embedded.reduce(0, { $0 + $1.count }) > limits.decodedBytes {
            breaches.append("more decoded bytes than the limit")
        }
        for (index, part) in message.parts.enumerated() {
            let count = part.source == 0 ? bytes.count : message.embedded[part.source - 1].count
            var isSound =
                part.index == index && part.header.upperBound <= part.body.lowerBound
                && part.body.upperBound <= count && part.children.allSatisfy { message.parts[$0].parent == index }
                && part.depth <= limits.depth
            for field in part.fields {
                isSound =
                    isSound && part.header.holds(field.whole) && field.whole.holds(field.name)
                    && field.whole.holds(field.value) && field.name.upperBound < field.value.lowerBound + 1
            }
            if let parent = part.parent {
                let outer = message.parts[parent]
                isSound = isSound && parent < index && part.depth == outer.depth + 1
                if outer.source == part.source {
                    // A header section that a delimiter ends has the line end before it too.
                    let end = outer.body.upperBound + (part.body.isEmpty ? 2 : 0)
                    isSound =
                        isSound && (outer.body.lowerBound..<end).holds(part.header)
                        && (outer.body.lowerBound..<end).holds(part.body)
                }
            }
            if !isSound { breaches.append("not where it should be: \(part)") }
        }
        return breaches
    }

    private static func otherReadingBreaches(
        _ message: Message, _ bytes: [UInt8], _ limits: MIMELimits
    ) -> [String] {
        var others = OtherReadings(besides: message, limits: limits)
        var breaches: [String] = []
        var count = 0
        while let other = others.next(of: bytes.span) {
            count += 1
            breaches += rangeBreaches(other, bytes, limits).map { "other reading \(count): \($0)" }
        }
        if count > limits.readings { breaches.append("more readings than the limit") }
        return breaches
    }

    /// The daemon's scanner and the parser see the same fields.
    private static func headerBreaches(_ message: Message, _ bytes: [UInt8]) -> [String] {
        if !message.parts[0].defectSet.isDisjoint(with: [.headerTooLarge, .tooManyFields]) { return [] }
        var fields: [Field] = []
        let end = HeaderFields.scan(bytes.span) { fields.append($0) }
        if fields != message.parts[0].fields || end != message.parts[0].header.upperBound {
            return ["the two readings of the header differ"]
        }
        if let found = HeaderFields.end(in: bytes.span), found != end { return ["the header has two ends"] }
        return []
    }

    /// Law 3: what comes out is what came in, but for the edits; and nothing that was to go is left.
    private static func editBreaches(_ bytes: [UInt8]) -> [String] {
        var breaches: [String] = []
        let none = EditedHeader.pieces(of: HeaderEdits(), in: bytes.span, byteCount: bytes.count)
        if none != (bytes.isEmpty ? [] : [.range(0..<bytes.count)]) { breaches.append("no edits change something") }
        let inserted = HeaderField(name: "X-Test", value: "yes")
        let edits = HeaderEdits(insertions: [inserted], deletions: ["received", "x-*", "subject"])
        guard let pieces = EditedHeader.pieces(of: edits, in: bytes.span, byteCount: bytes.count) else {
            return breaches + ["the whole content was given, and more is wanted"]
        }
        var expected = inserted.bytes
        var kept = 0
        HeaderFields.scan(bytes.span) { field in
            guard edits.deletes(field.lowercasedName(in: bytes.span)) else { return }
            expected += bytes[kept..<field.whole.lowerBound]
            kept = field.whole.upperBound
        }
        expected += bytes[kept...]
        if bytes.applying(pieces) != expected { breaches.append("edits change something else") }
        return breaches
    }
}

extension Range<Int> {
    fileprivate func holds(_ inner: Range<Int>) -> Bool {
        lowerBound <= inner.lowerBound && inner.upperBound <= upperBound
    }
}

extension [UInt8] {
    /// The content that the pieces of an edit make.
    func applying(_ pieces: [EditPiece]) -> [UInt8] {
        pieces.flatMap { piece in
            switch piece {
            case .bytes(let bytes): bytes
            case .range(let range): Array(self[range])
            }
        }
    }
}
