/// The logistic regression above the sections' evidence: z = v·x, learned online with AdaGrad's step.
///
/// Inputs x: 1, the evidence of each of the eight sections, the evidence of all tokens together, and half the
/// clamped sum of token weights. All numbers are in steps of 2⁻³², so that a step can be taken back exactly.
///
/// Source: docs/classifier.md ("Design R").
public struct Combiner: Hashable, Sendable {
    /// How many inputs there are.
    public static let inputCount = 11

    /// The weights v.
    public internal(set) var weights: [Int64]
    /// The sums of squared gradients G.
    public internal(set) var squares: [Int64]
    /// The bias b of the token weights.
    public internal(set) var bias: Int64

    /// The state before any training.
    ///
    /// Weights of evidence are one and a half times the design's: a model whose combiner could not learn yet, because
    /// ham and spam were learned one after the other, then gives log-odds on nearly the scale of one that could.
    public init() {
        let sections = Array(repeating: FixedPoint.steps(0.225), count: 8)
        weights = [0] + sections + [FixedPoint.steps(0.45), FixedPoint.steps(0.5)]
        squares = Array(repeating: 0, count: Self.inputCount)
        bias = 0
    }

    /// A stored state; nil unless there are ``inputCount`` weights and squares.
    public init?(weights: [Int64], squares: [Int64], bias: Int64) {
        guard weights.count == Self.inputCount, squares.count == Self.inputCount else { return nil }
        self.weights = weights
        self.squares = squares
        self.bias = bias
    }

    /// The natural log-odds of spam, z = v·x, in steps of 2⁻³².
    func logOdds(_ inputs: [Double]) -> Double {
        var sum = 0.0
        for index in 0..<min(weights.count, inputs.count) {
            sum += FixedPoint.value(weights[index]) * inputs[index]
        }
        // On the grid of the other numbers, so that what an explanation splits it into adds up to it.
        return FixedPoint.nearest(sum)
    }
}
