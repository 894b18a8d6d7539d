import Evidence
import Glibc

/// What the tokens of one message say to a model: the combiner's inputs.
///
/// Sums are kept in fixed point, so that they do not depend on the order of the tokens.
struct MessageEvidence {
    /// The combiner's inputs x.
    let inputs: [Double]
    /// The sum of token weights with the bias, zt, before it is clamped.
    let weightSum: Double
    /// Distinct tokens, known or not.
    let tokenCount: Int
    /// Those the model knows.
    let knownTokenCount: Int
    /// 1 + Σc of each section, and of all tokens at the end.
    let denominators: [Double]

    /// The largest |zt| that counts.
    static let weightLimit = 8.0

    /// Weighs the tokens; `entries` is parallel to them, nil where one is not known.
    init(of tokens: [Token], entries: [TokenEntry?], scale: TokenScale, bias: Int64) {
        // Of each section, and of all at the end: Σ(c·l) and Σc.
        var products = [Int64](repeating: 0, count: 9)
        var certainties = [Int64](repeating: 0, count: 9)
        var weights: Int64 = 0
        var known = 0
        for (token, entry) in zip(tokens, entries) {
            guard let entry else { continue }
            let (evidence, certainty) = scale.evidence(of: entry)
            let section = Int(token.section.rawValue)
            products[section] &+= FixedPoint.steps(certainty * evidence)
            certainties[section] &+= FixedPoint.steps(certainty)
            weights &+= Int64(entry.weight)
            known += 1
        }
        for section in 0..<8 {
            products[8] &+= products[section]
            certainties[8] &+= certainties[section]
        }
        let denominators = certainties.map { 1 + FixedPoint.value($0) }
        let root = Double(max(tokens.count, 1)).squareRoot()
        let weightSum = FixedPoint.value(bias) + Double(weights) / 256 / root
        var inputs = [1.0]
        inputs.reserveCapacity(Combiner.inputCount)
        for (product, denominator) in zip(products, denominators) {
            inputs.append(FixedPoint.value(product) / denominator)
        }
        inputs.append(min(max(weightSum, -Self.weightLimit), Self.weightLimit) / 2)
        self.inputs = inputs
        self.weightSum = weightSum
        self.denominators = denominators
        tokenCount = tokens.count
        knownTokenCount = known
    }
}

/// Turns a token's counts into evidence, given how many messages of each class were trained.
struct TokenScale {
    private let spamPrior: Double
    private let hamPrior: Double
    private let spamTotal: Double
    private let hamTotal: Double

    init(spam: Int, ham: Int) {
        let spamCount = Double(max(spam, 1))
        let hamCount = Double(max(ham, 1))
        let mean = (Double(max(spam, 0)) + Double(max(ham, 0))) / 2
        // Pseudo-counts in proportion to the classes, so that a class that was trained less is not favoured.
        spamPrior = 0.05 * spamCount / max(mean, 0.5)
        hamPrior = 0.05 * hamCount / max(mean, 0.5)
        spamTotal = spamCount + 2 * spamPrior
        hamTotal = hamCount + 2 * hamPrior
    }

    /// The log-odds l of a token, from −8 to 8, and how much they count, c, from 0 to 1.
    @inline(__always)
    func evidence(of entry: TokenEntry) -> (evidence: Double, certainty: Double) {
        let spam = Double(entry.spam)
        let ham = Double(entry.ham)
        let count = spam + ham
        let ratio = (spam + spamPrior) * hamTotal / ((ham + hamPrior) * spamTotal)
        let evidence = min(max(log(ratio) * count / (count + 0.1), -8), 8)
        // tanh(|l|/2)², by the identity tanh(y/2) = (eʸ − 1)/(eʸ + 1).
        let power = exp(evidence)
        let tanh = (power - 1) / (power + 1)
        return (evidence, tanh * tanh)
    }
}
