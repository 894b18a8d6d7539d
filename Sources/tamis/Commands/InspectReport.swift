/// What `tamis inspect` prints of one message.
enum InspectReport {
    /// A report for people; for programs there is ``JSONLine``.
    static func text(_ answer: InspectAnswer, name: String) -> String {
        var lines = [PrintableText.line(name) + ":"]
        for (label, value) in [
            ("From", answer.from), ("Subject", answer.subject), ("Message-ID", answer.messageID),
        ] where !value.isEmpty {
            lines.append("  \(label): \(PrintableText.line(value))")
        }
        if answer.containsGTUBE { lines.append("  holds the GTUBE test string") }
        lines.append("  parts:")
        for part in answer.parts { lines += tree(part) }
        lines += answer.archivedFiles.map { "  " + $0.line }
        lines += answer.archiveObstacles.map { "  archives: " + $0 }
        if !answer.defects.isEmpty { lines.append("  defects: " + answer.defects.joined(separator: ", ")) }
        if !answer.hidingDefects.isEmpty {
            lines.append("  unchecked, for these may hide content: " + answer.hidingDefects.joined(separator: ", "))
        }
        if !answer.badHeaders.isEmpty {
            let found = answer.badHeaders.map { bad in
                ["\(bad.code)", bad.rule, bad.field].compactMap(\.self).joined(separator: " ")
            }
            lines.append("  bad header: " + PrintableText.line(found.joined(separator: ", ")))
        }
        for part in answer.parts {
            for (kind, text) in [("text", part.text), ("hidden text", part.hiddenText)] {
                guard let text else { continue }
                lines.append("  \(kind) of \(part.number):")
                lines += PrintableText.lines(text).map { $0.isEmpty ? "    |" : "    | " + $0 }
            }
        }
        if !answer.urls.isEmpty {
            lines.append("  URLs:")
            for url in answer.urls { lines += self.lines(url) }
        }
        lines.append("  tokens (\(answer.tokens.count)):")
        lines += answer.tokens.map { "    " + PrintableText.line($0.text) }
        return lines.joined(separator: "\n")
    }

    private static func lines(_ url: InspectAnswer.URL) -> [String] {
        var lines = ["    " + PrintableText.line(url.url)]
        if let written = url.written { lines.append("      written " + PrintableText.line(written)) }
        if let host = url.unicodeHost { lines.append("      shown as " + PrintableText.line(host)) }
        if let domain = url.claimedDomain { lines.append("      its text names " + PrintableText.line(domain)) }
        if !url.traits.isEmpty { lines.append("      " + url.traits.joined(separator: ", ")) }
        return lines
    }

    private static func tree(_ part: InspectAnswer.Part) -> [String] {
        let depth = part.number.utf8.count { $0 == UInt8(ascii: ".") }
        // Deeper ones stand below each other: the number tells them apart.
        let indent = String(repeating: "  ", count: min(depth, 20) + 2)
        let type = part.mediaType.isEmpty ? "(no type)" : PrintableText.line(part.mediaType)
        var line = "\(indent)\(part.number) \(type)"
        if let charset = part.charset { line += "; charset \(PrintableText.line(charset))" }
        line += ", \(part.encoding), \(part.bytes) bytes"
        if let disposition = part.disposition { line += ", \(PrintableText.line(disposition))" }
        if let attachment = part.attachment {
            let names = attachment.names.map(PrintableText.line)
            line += ": " + (names.isEmpty ? "(no name)" : names.joined(separator: " | "))
            if let type = attachment.detectedType, type != part.mediaType { line += ", looks like \(type)" }
        }
        if !part.marks.isEmpty { line += "; " + part.marks.joined(separator: ", ") }
        var lines = [line]
        if let digest = part.attachment?.sha256 { lines.append("\(indent)  sha256 \(digest)") }
        if !part.defects.isEmpty { lines.append("\(indent)  broken: " + part.defects.joined(separator: ", ")) }
        return lines
    }
}
