import Foundation
import Policy

/// What `tamis score` prints of one message.
enum ScoreReport {
    /// One line of JSON, the file's name in it.
    static func json(_ answer: ScoreAnswer, name: String) throws -> String {
        struct Line: Encodable {
            let file: String
            let answer: ScoreAnswer

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(file, forKey: .file)
                try answer.encode(to: encoder)
            }

            enum CodingKeys: String, CodingKey { case file }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(Line(file: name, answer: answer)), as: UTF8.self)
    }

    /// A report for people.
    static func text(_ answer: ScoreAnswer, name: String) -> String {
        var lines = [verdict(answer, name: name)]
        for test in answer.tests {
            lines.append("  \(padded(Points.text(test.points), to: 7)) \(test.name)  \(test.detail)")
        }
        lines.append("  antivirus: " + antivirus(answer.antivirus))
        if let reason = answer.bayes.unavailable { lines.append("  bayes: unavailable, \(reason)") }
        if !answer.bayes.strongest.isEmpty {
            lines.append("  strongest tokens (evidence, spam, ham):")
            for token in answer.bayes.strongest {
                let evidence = padded(Points.text(token.evidence), to: 9)
                lines.append(
                    "  \(evidence) \(padded("\(token.spam)", to: 6)) \(padded("\(token.ham)", to: 6))  "
                        + printable(token.text))
            }
        }
        for attachment in answer.attachments {
            let names = attachment.names.map(printable).joined(separator: " | ")
            let type =
                attachment.detectedType.isEmpty || attachment.detectedType == attachment.declaredType
                ? attachment.declaredType : "\(attachment.declaredType), looks like \(attachment.detectedType)"
            let shownNames = names.isEmpty ? "(no name)" : names
            lines.append("  attachment: \(shownNames), \(printable(type)), \(attachment.bytes) bytes")
        }
        if !answer.defects.isEmpty { lines.append("  defects: " + answer.defects.joined(separator: ", ")) }
        return lines.joined(separator: "\n")
    }

    private static func verdict(_ answer: ScoreAnswer, name: String) -> String {
        let score = answer.score.map { Points.text($0) } ?? "x"
        let comparison = answer.isSpam ? ">=" : "<"
        return "\(name): \(answer.category), score \(score) \(comparison) \(Points.text(answer.required))"
    }

    private static func antivirus(_ antivirus: ScoreAnswer.Antivirus) -> String {
        var text = antivirus.status
        if !antivirus.viruses.isEmpty { text += ": " + antivirus.viruses.joined(separator: ", ") }
        if let reason = antivirus.reason { text += ": " + reason }
        return text
    }

    private static func padded(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// Text out of a message, safe for a terminal.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory.isShown ? $0 : "?" }))
    }
}

extension Unicode.GeneralCategory {
    /// Whether a scalar of this category can be printed without moving the cursor or turning the line round.
    fileprivate var isShown: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
