import Glibc

/// What the classifier says of one message.
public struct BayesScore: Sendable, Hashable {
    /// The combiner's z: natural log-odds of spam, the calibrated quantity points are made from.
    public let logOdds: Double
    /// The same as a probability, from 0 (ham) to 1 (spam).
    public var probability: Double { 1 / (1 + exp(-logOdds)) }

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
