import Bayes

/// What a Bayes database holds.
public struct BayesInformation: Hashable, Sendable {
    /// Spam that was learned, well known ones included.
    public let spam: Int
    /// Ham that was learned, well known ones included.
    public let ham: Int
    /// The part of ``spam`` that was well known already and therefore not trained.
    public let wellKnownSpam: Int
    /// The part of ``ham`` that was well known already and therefore not trained.
    public let wellKnownHam: Int
    /// Tokens in the table.
    public let tokens: Int
    /// Size of the database file and its write-ahead log, in bytes.
    public let byteCount: Int
    /// The last training, in seconds since 1970; nil before the first.
    public let lastTraining: Int64?
}
