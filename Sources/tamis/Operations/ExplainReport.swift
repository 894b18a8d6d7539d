import Bayes
import Evidence
import Policy

/// Everything `tamis bayes explain` shows of one message; the shape of its `--json`.
///
/// `base`, `starter` and the evidence of all sections add up to `logOdds`, and so do `base`, `starter`, the evidence of
/// all `tokens` and `otherEvidence`: exactly, in any order, for all are multiples of 2⁻³².
struct ExplainReport: Encodable, Sendable, Equatable {
    struct Section: Encodable, Sendable, Equatable {
        let section: String
        let evidence: Double
        /// Tokens that the message has in it, and those of them that are known.
        let tokens: Int
        let knownTokens: Int
    }

    struct Token: Encodable, Sendable, Equatable {
        /// Its section, a colon, and what stands in the message.
        let text: String
        /// Trained messages of each class that had it.
        let spam: Int
        let ham: Int
        /// The learned weight.
        let weight: Double
        /// What it adds to the log-odds; positive for spam.
        let evidence: Double
    }

    let database: String
    let probability: Double
    let logOdds: Double
    /// What every message starts from.
    let base: Double
    /// What the starter model says, by its share; 0 where there is none.
    let starter: Double
    let sections: [Section]
    /// The strongest first.
    let tokens: [Token]
    /// What the known tokens add that are not shown, and how many they are.
    let otherEvidence: Double
    let otherTokens: Int
}

extension ExplainReport {
    /// What a command shows of an explanation.
    ///
    /// - Parameter limit: how many tokens are shown; 0 for all.
    init(_ explanation: Explanation, of reading: Reading, limit: Int, path: String) {
        let texts = Dictionary(zip(reading.tokens, reading.tokenTexts), uniquingKeysWith: { first, _ in first })
        let contributions = explanation.contributions
        let shown = limit == 0 ? contributions[...] : contributions.prefix(limit)
        database = path
        probability = explanation.score.probability
        logOdds = explanation.score.logOdds
        base = explanation.base
        starter = explanation.starter
        sections = TokenSection.allCases.map { section in
            Section(
                section: "\(section)", evidence: explanation.evidence(of: section),
                tokens: reading.tokens.count { $0.section == section },
                knownTokens: contributions.count { $0.token.section == section })
        }
        tokens = shown.map { contribution in
            Token(
                text: texts[contribution.token] ?? "", spam: contribution.spam, ham: contribution.ham,
                weight: contribution.weight, evidence: contribution.evidence)
        }
        otherEvidence = contributions.dropFirst(shown.count).reduce(0) { $0 + $1.evidence }
        otherTokens = contributions.count - shown.count
    }

    /// A report for people. What is shown adds up too.
    func text(name: String) -> String {
        let decimals = 4
        var lines = ["\(PrintableText.line(name)): spam probability \(Points.text(probability)), by \(database)"]
        let sums = AlignedNumber.rounded([base, starter] + sections.map(\.evidence), decimals: decimals)
        lines.append("  log-odds  section")
        lines.append(Self.number(sums[0], decimals) + "  base")
        if starter != 0 { lines.append(Self.number(sums[1], decimals) + "  starter model") }
        for (section, sum) in zip(sections, sums.dropFirst(2)) {
            lines.append(
                Self.number(sum, decimals)
                    + "  \(section.section), \(section.knownTokens) of \(section.tokens) tokens known")
        }
        lines.append(Self.number(logOdds, decimals) + "  together")
        let parts = AlignedNumber.rounded(
            [base, starter] + tokens.map(\.evidence) + [otherEvidence], decimals: decimals)
        lines.append("  log-odds    weight   spam    ham  token")
        lines.append(Self.number(parts[0], decimals) + Self.gap + "base")
        if starter != 0 { lines.append(Self.number(parts[1], decimals) + Self.gap + "starter model") }
        for (token, part) in zip(tokens, parts.dropFirst(2)) {
            lines.append(
                Self.number(part, decimals) + Self.number(token.weight, decimals)
                    + " \(AlignedNumber.text(token.spam, width: 6)) \(AlignedNumber.text(token.ham, width: 6))"
                    + "  \(PrintableText.line(token.text))")
        }
        if otherTokens > 0 {
            lines.append(Self.number(parts[parts.count - 1], decimals) + Self.gap + "\(otherTokens) tokens more")
        }
        lines.append(Self.number(logOdds, decimals) + Self.gap + "together")
        return lines.joined(separator: "\n")
    }

    private static let gap = String(repeating: " ", count: 26)

    private static func number(_ value: Double, _ decimals: Int) -> String {
        AlignedNumber.text(value, decimals: decimals, width: 10)
    }
}
