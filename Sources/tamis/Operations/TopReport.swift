import Bayes
import Evidence

/// Everything `tamis bayes top` shows; the shape of its `--json`.
struct TopReport: Encodable, Sendable, Equatable {
    struct Token: Encodable, Sendable, Equatable {
        /// Nil where it was not kept.
        let text: String?
        /// 16 hexadecimal digits.
        let hash: String
        /// Trained messages of each class that had it.
        let spam: Int
        let ham: Int
        /// From −8 (ham) to 8 (spam).
        let evidence: Double
    }

    struct Section: Encodable, Sendable, Equatable {
        let section: String
        /// Strongest first.
        let spam: [Token]
        let ham: [Token]
    }

    let database: String
    let sections: [Section]
}

extension TopReport {
    /// What a command shows of a model.
    init(_ model: BayesModel, texts: [Evidence.Token: String], limit: Int, path: String) {
        func shown(_ tokens: [StrongToken]) -> [Token] {
            tokens.map { strong in
                Token(
                    text: texts[strong.token], hash: strong.token.hashDigits, spam: Int(strong.entry.spam),
                    ham: Int(strong.entry.ham), evidence: strong.evidence)
            }
        }
        database = path
        sections = model.strongest(limit: limit).map { section, spam, ham in
            Section(section: "\(section)", spam: shown(spam), ham: shown(ham))
        }
    }

    /// A report for people.
    func text() -> String {
        var lines = ["\(database): the strongest tokens (evidence, spam, ham)"]
        for section in sections {
            for (name, tokens) in [("spam", section.spam), ("ham", section.ham)] where !tokens.isEmpty {
                lines.append("\(section.section), for \(name):")
                for token in tokens {
                    let text = token.text.map(PrintableText.line) ?? "(hash \(token.hash))"
                    lines.append(
                        "\(AlignedNumber.text(token.evidence, decimals: 3, width: 9))"
                            + " \(AlignedNumber.text(token.spam, width: 6)) \(AlignedNumber.text(token.ham, width: 6))"
                            + "  \(text)")
                }
            }
        }
        return lines.joined(separator: "\n")
    }
}
