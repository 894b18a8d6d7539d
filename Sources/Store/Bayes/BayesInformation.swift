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

extension BayesInformation {
    /// What a state says.
    init(_ state: BayesState, byteCount: Int) {
        let counts = state.model.counts
        self.init(
            spam: counts.spam + counts.wellKnownSpam, ham: counts.ham + counts.wellKnownHam,
            wellKnownSpam: counts.wellKnownSpam, wellKnownHam: counts.wellKnownHam, tokens: state.model.table.count,
            byteCount: byteCount, lastTraining: state.lastTraining)
    }
}
