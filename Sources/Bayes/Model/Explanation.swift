public import Evidence

/// Why a model scores a message as it does: what each known token adds to the log-odds.
///
/// All numbers are in steps of 2⁻³², so that sums of them are exact in any order: ``base``, ``starter`` and the evidence of
/// all ``contributions`` add up to the score's log-odds, to the bit.
public struct Explanation: Hashable, Sendable {
    /// The score that is explained.
    public let score: BayesScore
    /// What the score is without any token: the combiner's constant and the bias of the token weights; and what rounding
    /// left over, less than 2⁻³² a token.
    public let base: Double
    /// What the starter model says, by its share; 0 where there is none.
    public var starter = 0.0
    /// The known tokens, the one that weighs most first.
    public let contributions: [TokenContribution]

    /// What all known tokens of a section add together.
    public func evidence(of section: TokenSection) -> Double {
        contributions.lazy.filter { $0.token.section == section }.reduce(0) { $0 + $1.evidence }
    }
}

/// What one token adds to a score.
public struct TokenContribution: Hashable, Sendable {
    /// The token.
    public let token: Token
    /// Trained spam messages that had it.
    public let spam: Int
    /// Trained ham messages that had it.
    public let ham: Int
    /// The learned weight.
    public let weight: Double
    /// What it adds to the message's log-odds: positive for spam.
    public let evidence: Double
}

extension BayesModel {
    /// Explains the score of distinct tokens.
    ///
    /// - Parameter scope: what was learned for the recipient alone, where something was; the counts of tokens are with it.
    /// - Complexity: O(n log n) in the number of tokens.
    public func explain(_ tokens: [Token], scope: ScopeModel? = nil) -> Explanation {
        let scale = scale(with: scope)
        let entries = entries(of: tokens, scope: scope)
        let message = MessageEvidence(of: tokens, entries: entries, scale: scale, bias: combiner.bias)
        let weights = combiner.weights.map(FixedPoint.value)
        let root = Double(max(tokens.count, 1)).squareRoot()
        // Where zt is clamped, each part of it counts that much less.
        let clampedShare = message.weightSum == 0 ? 0 : message.inputs[10] / message.weightSum
        let contributions = zip(tokens, entries).compactMap { token, entry -> TokenContribution? in
            guard let entry else { return nil }
            let (evidence, certainty) = scale.evidence(of: entry)
            let section = Int(token.section.rawValue)
            let weight = Double(entry.weight) / 256
            let share =
                weights[section + 1] / message.denominators[section] + weights[9] / message.denominators[8]
            let added = share * certainty * evidence + weights[10] * clampedShare * weight / root
            return TokenContribution(
                token: token, spam: Int(entry.spam), ham: Int(entry.ham), weight: weight,
                evidence: FixedPoint.nearest(added))
        }
        let score = BayesScore(
            logOdds: combiner.logOdds(message.inputs), tokenCount: message.tokenCount,
            knownTokenCount: message.knownTokenCount)
        return Explanation(
            score: score, base: score.logOdds - contributions.reduce(0) { $0 + $1.evidence },
            contributions: contributions.sorted {
                ($0.evidence.magnitude, $1.token) > ($1.evidence.magnitude, $0.token)
            })
    }
}
