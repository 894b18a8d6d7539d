import Content
import Evidence
import MIME

// The fuzzer compiles what it needs of that beside this file.
#if canImport(TestSupport)
    import TestSupport
#endif

/// The laws of reading a message's content, for tests and for the fuzzer: what is broken comes back in words.
enum ReadingLaws {
    /// What breaks a law when `reader`, which was made with `limits`, reads `original` in CRLF and in LF form, once more,
    /// and with details.
    static func breaches(
        of original: [UInt8], reader: inout ContentReader, limits: ReadingLimits = ReadingLimits()
    ) -> [String] {
        let crlf = LineForms.crlf(original)
        let lf = LineForms.withoutCR(crlf)
        let first = reader.read(crlf.span)
        var breaches = boundBreaches(first, limits)
        let other = reader.read(lf.span)
        breaches += boundBreaches(other, limits)
        if !mayBeWide(original) {
            breaches += differences(first, other).map { "CRLF and LF read differently: \($0)" }
        }
        // The same reader gives the same again: no message leaves anything behind.
        if reader.read(crlf.span) != first { breaches.append("a message reads differently the second time") }
        var detailed = reader.read(crlf.span, details: true)
        if detailed.tokenTexts.count != detailed.tokens.count { breaches.append("a token without its text") }
        if detailed.parts.isEmpty || detailed.parts[0].parent != nil { breaches.append("a part tree without a root") }
        detailed.parts = []
        detailed.tokenTexts = []
        if detailed != first { breaches.append("details change what is read") }
        return breaches
    }

    /// What of a reading is beyond the limits or not in order.
    static func boundBreaches(_ reading: Reading, _ limits: ReadingLimits = ReadingLimits()) -> [String] {
        var breaches: [String] = []
        func require(_ condition: Bool, _ words: String) {
            if !condition { breaches.append(words) }
        }
        require(zip(reading.tokens, reading.tokens.dropFirst()).allSatisfy { $0 < $1 }, "tokens twice or unordered")
        require(reading.tokens.count <= limits.tokens, "\(reading.tokens.count) tokens")
        require(zip(reading.defects, reading.defects.dropFirst()).allSatisfy { $0 < $1 }, "defects unordered")
        for shown in [reading.subject, reading.from, reading.messageID] {
            require(shown.utf8.count <= limits.shownBytes, "a value of \(shown.utf8.count) bytes")
        }
        require(reading.urls.count <= limits.urls, "\(reading.urls.count) URLs")
        require(Set(reading.urls.map(\.text)).count == reading.urls.count, "a URL twice")
        require(reading.attachments.count <= limits.attachments, "\(reading.attachments.count) attachments")
        return breaches
    }

    /// Whether a charset of two or four bytes is named: to that, a line end of one byte shifts all that follows.
    private static func mayBeWide(_ message: [UInt8]) -> Bool {
        let letters = String(decoding: message, as: UTF8.self).lowercased().filter { $0.isASCII && !"-_ ".contains($0) }
        return ["utf16", "utf32", "ucs2", "ucs4", "unicode", "10646"].contains { letters.contains($0) }
    }

    /// In what two readings of a message differ that should not, one with CRLF and one with LF.
    private static func differences(_ first: Reading, _ second: Reading) -> [String] {
        // A limit on bytes comes earlier where each line has one more.
        let cuts: Set<Defect> = [
            .headerTooLarge, .decodedTooLarge, .expandedTooFar, .tooManyReadings, .tooMuchText, .oversizedHTML,
        ]
        if first.defects.contains(where: cuts.contains) || second.defects.contains(where: cuts.contains) { return [] }
        var differences: [String] = []
        if first.tokens != second.tokens { differences.append("tokens") }
        if first.urls != second.urls { differences.append("URLs") }
        if first.subject != second.subject || first.from != second.from { differences.append("subject or sender") }
        // Bodies of two readings may happen to be of one size in one form, and are listed once then.
        if Set(first.attachments.map(\.names)) != Set(second.attachments.map(\.names)) {
            differences.append("attachments")
        }
        if first.defects != second.defects { differences.append("defects") }
        return differences
    }
}
