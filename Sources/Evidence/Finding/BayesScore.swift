/// What the classifier says of one message.
public struct BayesScore: Sendable, Hashable {
    /// The combiner's z: natural log-odds of spam, the calibrated quantity points are made from.
    public let logOdds: Double
    /// Distinct tokens of the message.
    public let tokenCount: Int
    /// How many of them the model knows.
    public let knownTokenCount: Int

    /// Makes a score.
    public init(logOdds: Double, tokenCount: Int, knownTokenCount: Int) {
        self.logOdds = logOdds
        self.tokenCount = tokenCount
        self.knownTokenCount = knownTokenCount
    }
}
