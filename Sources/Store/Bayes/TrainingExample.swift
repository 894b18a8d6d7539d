public import Evidence

/// A message to be learned.
public struct TrainingExample: Hashable, Sendable {
    /// The SHA-256 of the message, 32 bytes: what makes it the same message.
    public let digest: [UInt8]
    /// What it is to be learned as.
    public let isSpam: Bool
    /// Its distinct tokens.
    public let tokens: [Token]
    /// The texts of the tokens, parallel to them; empty where they are not known.
    public let texts: [String]

    /// Makes an example.
    public init(digest: [UInt8], isSpam: Bool, tokens: [Token], texts: [String] = []) {
        self.digest = digest
        self.isSpam = isSpam
        self.tokens = tokens
        self.texts = texts
    }
}

/// What became of a message that was to be learned.
public struct TrainingOutcome: Hashable, Sendable {
    /// What was done.
    public enum Status: Hashable, Sendable, CaseIterable {
        /// Learned now.
        case learned
        /// It had been learned as the other class; that was taken back and it was learned as this one.
        case relearned
        /// It had been learned as this class already; nothing changed.
        case alreadyLearned
        /// The model knows its like too well to gain from it; noted, nothing else changed.
        case wellKnown
    }

    /// What was done.
    public let status: Status
    /// Its score before.
    public let before: BayesScore
    /// Its score after.
    public let after: BayesScore

    /// Makes an outcome.
    public init(status: Status, before: BayesScore, after: BayesScore) {
        self.status = status
        self.before = before
        self.after = after
    }
}
