/// A rule hit: name, points, and what made it hit. Names are as in SpamAssassin and rspamd: `BAYES_99`, `GTUBE`.
public struct Symbol: Hashable, Sendable {
    /// Upper-case letters, digits and `_`.
    public let name: String
    /// The points it adds to the score; the score is the sum, without exception.
    public let score: Double
    /// What made it hit, for people; may be empty. Never content.
    public let detail: String

    /// Makes a symbol.
    public init(name: String, score: Double, detail: String = "") {
        self.name = name
        self.score = score
        self.detail = detail
    }
}
