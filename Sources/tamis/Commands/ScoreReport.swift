import Foundation
import Policy

/// What `tamis score` prints of one message.
enum ScoreReport {
    /// A report for people; for programs there is ``JSONLine``.
    static func text(_ answer: ScoreAnswer, name: String) -> String {
        var lines = [verdict(answer, name: name)]
        for test in answer.tests {
            lines.append(
                "  \(AlignedNumber.padded(Points.text(test.points), to: 7)) \(test.name)  "
                    + PrintableText.line(test.detail))
        }
        lines.append("  antivirus: " + antivirus(answer.antivirus))
        if let reason = answer.bayes.unavailable { lines.append("  bayes: unavailable, \(reason)") }
        if !answer.bayes.strongest.isEmpty {
            lines.append("  strongest tokens (evidence, spam, ham):")
            for token in answer.bayes.strongest {
                let evidence = AlignedNumber.padded(Points.text(token.evidence), to: 9)
                lines.append(
                    "  \(evidence) \(AlignedNumber.text(token.spam, width: 6)) \(AlignedNumber.text(token.ham, width: 6))  "
                        + PrintableText.line(token.text))
            }
        }
        for attachment in answer.attachments {
            let names = attachment.names.map(PrintableText.line).joined(separator: " | ")
            let type =
                attachment.detectedType.isEmpty || attachment.detectedType == attachment.declaredType
                ? attachment.declaredType : "\(attachment.declaredType), looks like \(attachment.detectedType)"
            let shownNames = names.isEmpty ? "(no name)" : names
            lines.append("  attachment: \(shownNames), \(PrintableText.line(type)), \(attachment.bytes) bytes")
        }
        lines += answer.archivedFiles.map { "  " + $0.line }
        lines += answer.archiveObstacles.map { "  archives: " + $0 }
        if !answer.defects.isEmpty { lines.append("  defects: " + answer.defects.joined(separator: ", ")) }
        return lines.joined(separator: "\n")
    }

    private static func verdict(_ answer: ScoreAnswer, name: String) -> String {
        let score = answer.score.map { Points.text($0) } ?? "x"
        let comparison = answer.isSpam ? ">=" : "<"
        return
            "\(PrintableText.line(name)): \(answer.category), score \(score) \(comparison) \(Points.text(answer.required))"
    }

    private static func antivirus(_ antivirus: ScoreAnswer.Antivirus) -> String {
        var text = antivirus.status
        if !antivirus.viruses.isEmpty { text += ": " + antivirus.viruses.joined(separator: ", ") }
        if let reason = antivirus.reason { text += ": " + reason }
        return text
    }
}
