public import Evidence

/// A model that came with the program, for a host that has learned nothing yet; it never learns, and gives way to what is
/// learned here.
///
/// z = (1 − a)·z of the starter + a·z of the local model, a = n/(n + 20), n the smaller of spam and ham that were learned.
///
/// Source: docs/classifier.md ("Day one").
public struct StarterModel: Sendable {
    /// With so many messages of each class learned both models count the same.
    static let halfway = 20.0

    private let model: BayesModel

    /// Takes the model.
    public init(_ model: BayesModel) {
        self.model = model
    }

    /// How much the local model counts, from 0 to 1, once it has learned so much.
    public static func localShare(_ learned: TrainingCounts) -> Double {
        let least = Double(max(min(learned.learnedSpam, learned.learnedHam), 0))
        return least / (least + halfway)
    }

    /// What both models say together of distinct tokens.
    ///
    /// - Parameters:
    ///   - local: What the local model says of them.
    ///   - learned: What the local model has learned.
    public func blended(_ local: BayesScore, of tokens: [Token], learned: TrainingCounts) -> BayesScore {
        let own = model.score(tokens)
        let share = Self.localShare(learned)
        return BayesScore(
            logOdds: FixedPoint.nearest((1 - share) * own.logOdds + share * local.logOdds), tokenCount: tokens.count,
            knownTokenCount: max(local.knownTokenCount, own.knownTokenCount))
    }

    /// Why both models say together what they say.
    ///
    /// - Parameters:
    ///   - local: Why the local model says what it says.
    ///   - learned: What the local model has learned.
    public func blended(_ local: Explanation, of tokens: [Token], learned: TrainingCounts) -> Explanation {
        let share = Self.localShare(learned)
        let score = blended(local.score, of: tokens, learned: learned)
        let starter = FixedPoint.nearest((1 - share) * model.score(tokens).logOdds)
        let contributions = local.contributions.map { $0.scaled(by: share) }
        return Explanation(
            score: score, base: score.logOdds - starter - contributions.reduce(0) { $0 + $1.evidence },
            starter: starter, contributions: contributions)
    }
}

extension TokenContribution {
    fileprivate func scaled(by share: Double) -> TokenContribution {
        TokenContribution(
            token: token, spam: spam, ham: ham, weight: weight, evidence: FixedPoint.nearest(share * evidence))
    }
}
