/// A Bayes database for the person who looks after it.
public struct BayesOverview: Hashable, Sendable {
    /// What it holds.
    public let information: BayesInformation
    /// The first training that is in its log, in seconds since 1970; nil where there is none.
    public let firstTraining: Int64?
    /// Rows of the log that are not in the token table yet.
    public let waitingRows: Int
    /// The version of its tables.
    public let schemaVersion: Int
    /// What SQLite's quick check found; empty if all is well.
    public let problems: [String]
}
