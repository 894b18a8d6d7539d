/// What an administrator decides about the classifier.
public struct BayesSettings: Hashable, Sendable {
    /// Ham that must be learned before the classifier answers.
    public var minimumHam: Int
    /// Spam that must be learned before the classifier answers.
    public var minimumSpam: Int
    /// How many tokens are kept: with more, those go that few messages had and none for long.
    public var maximumTokens: Int
    /// How many tokens are kept with their texts; 0: none, so that nobody can read in the database what mail was about.
    public var maximumTexts: Int
    /// How long to wait for a lock that another process holds.
    public var busyTimeout: Duration
    /// Whether what was acknowledged is on the disk; without it, training does not wait for the disk, and a power failure
    /// may break the database: for one that is thrown away afterwards.
    public var survivesPowerLoss: Bool

    /// Makes settings.
    public init(
        minimumHam: Int = 100, minimumSpam: Int = 100, maximumTokens: Int = 1_000_000, maximumTexts: Int = 10_000,
        busyTimeout: Duration = .seconds(10), survivesPowerLoss: Bool = true
    ) {
        self.minimumHam = minimumHam
        self.minimumSpam = minimumSpam
        self.maximumTokens = maximumTokens
        self.maximumTexts = maximumTexts
        self.busyTimeout = busyTimeout
        self.survivesPowerLoss = survivesPowerLoss
    }
}
