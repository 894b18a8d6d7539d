/// What is known of one token.
public struct TokenEntry: Hashable, Sendable {
    /// Trained spam messages that had it.
    public var spam: UInt32
    /// Trained ham messages that had it.
    public var ham: UInt32
    /// The learned weight w, in steps of 1/256.
    public var weight: Int32
    /// When it was last trained: how many messages had been trained then, that one included.
    public var trained: UInt32

    /// Makes an entry; by default that of a token never seen.
    public init(spam: UInt32 = 0, ham: UInt32 = 0, weight: Int32 = 0, trained: UInt32 = 0) {
        self.spam = spam
        self.ham = ham
        self.weight = weight
        self.trained = trained
    }

    /// Trained messages that had it, s + h.
    var count: UInt64 { UInt64(spam) + UInt64(ham) }
}
