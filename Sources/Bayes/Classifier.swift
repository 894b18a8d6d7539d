public import Evidence
public import MailObject

/// Scores a message's tokens against what was learned: the port the mail path uses.
///
/// The token table is served from memory; a call takes tens of microseconds and never waits for the disk.
public protocol Classifier: Sendable {
    /// Scores distinct tokens.
    ///
    /// - Returns: `.unavailable` while too little is learned (the reason says how much is missing) or the
    ///   database could not be opened.
    func score(_ tokens: [Token]) -> Finding<BayesScore>

    /// Scores distinct tokens for those recipients for whom something was learned alone.
    ///
    /// - Returns: scores by the recipients' places; for the others ``score(_:)`` holds.
    func ownScores(_ tokens: [Token], for recipients: [Recipient]) -> [Int: BayesScore]
}

extension Classifier {
    /// None: one model for all.
    public func ownScores(_ tokens: [Token], for recipients: [Recipient]) -> [Int: BayesScore] { [:] }
}
