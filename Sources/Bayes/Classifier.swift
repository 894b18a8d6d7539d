public import Evidence

/// Scores a message's tokens against what was learned: the port the mail path uses.
///
/// The token table is served from memory; a call takes tens of microseconds and never waits for the disk.
public protocol Classifier: Sendable {
    /// Scores distinct tokens.
    ///
    /// - Returns: `.unavailable` while too little is learned (the reason says how much is missing) or the
    ///   database could not be opened.
    func score(_ tokens: [Token]) -> Finding<BayesScore>
}
