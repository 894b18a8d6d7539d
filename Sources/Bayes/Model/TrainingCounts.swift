/// How many messages a model learned.
public struct TrainingCounts: Hashable, Sendable {
    /// Spam that was trained.
    public var spam: Int
    /// Ham that was trained.
    public var ham: Int
    /// Spam that was well known already and therefore not trained.
    public var wellKnownSpam: Int
    /// Ham that was well known already and therefore not trained.
    public var wellKnownHam: Int

    /// Makes counts; negative ones become 0.
    public init(spam: Int = 0, ham: Int = 0, wellKnownSpam: Int = 0, wellKnownHam: Int = 0) {
        self.spam = max(spam, 0)
        self.ham = max(ham, 0)
        self.wellKnownSpam = max(wellKnownSpam, 0)
        self.wellKnownHam = max(wellKnownHam, 0)
    }

    /// Spam that was learned, trained or not.
    public var learnedSpam: Int { spam.addingSaturated(wellKnownSpam) }
    /// Ham that was learned, trained or not.
    public var learnedHam: Int { ham.addingSaturated(wellKnownHam) }

    /// The model's clock: messages trained.
    public var time: Int { spam.addingSaturated(ham) }

    /// Counts one message more, or one less; never below 0.
    public mutating func add(isSpam: Bool, isWellKnown: Bool, _ number: Int = 1) {
        let count: WritableKeyPath<TrainingCounts, Int> =
            switch (isSpam, isWellKnown) {
            case (true, false): \.spam
            case (false, false): \.ham
            case (true, true): \.wellKnownSpam
            case (false, true): \.wellKnownHam
            }
        self[keyPath: count] = max(self[keyPath: count].addingSaturated(number), 0)
    }
}
