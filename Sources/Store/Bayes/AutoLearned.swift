/// A message that was learned without a person's word, as people are shown it.
public struct AutoLearned: Hashable, Sendable {
    /// Its row in the training log.
    public let id: Int64
    /// When it was learned, in seconds since 1970.
    public let time: Int64
    /// As what.
    public let isSpam: Bool
    /// What tells people which message it was.
    public let note: AutoLearnNote
}

/// What tells people which message was learned, and why.
public struct AutoLearnNote: Hashable, Sendable {
    /// Its author.
    public let from: String
    /// Its subject.
    public let subject: String
    /// Its Message-ID.
    public let messageID: String
    /// Why it was learned.
    public let reason: String

    /// Makes a note.
    public init(from: String, subject: String, messageID: String, reason: String) {
        self.from = from
        self.subject = subject
        self.messageID = messageID
        self.reason = reason
    }
}

/// How much may be learned without a person's word.
public struct AutoLearnBounds: Hashable, Sendable {
    /// How many messages of a class in 24 hours.
    public var perDay: Int
    /// How many times as many of a class may be learned as of the other one, all together.
    public var balance: Int

    /// Makes bounds.
    public init(perDay: Int = 50, balance: Int = 3) {
        self.perDay = perDay
        self.balance = balance
    }
}

/// What became of a message that was to be learned without a person's word.
public enum AutoLearnOutcome: Hashable, Sendable {
    /// It was learned.
    case learned
    /// It was learned or taken back before, by whomever.
    case known
    /// The model knows its like too well to gain from it.
    case wellKnown
    /// As many of its class were learned in the last 24 hours as may be.
    case dayIsFull
    /// Too much of its class is learned, compared with the other.
    case unbalanced
}
