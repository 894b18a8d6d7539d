import Evidence

/// Turns the classifier's log-odds into points and a symbol.
///
/// Points grow with the log-odds and are bounded on both sides. They are set such that Bayes alone passes the
/// default `tag2` of 5.0 for at most 1 in 1,000 ham: docs/classifier.md has the run and its command.
enum BayesPoints {
    /// Log-odds and the points they give; straight lines between, level beyond.
    private static let curve: [(logOdds: Double, points: Double)] = [
        (-8, -1.9), (-2, -0.5), (0, 0.8), (2, 3.0), (3.75, 5.0), (6, 6.5), (12, 9.0),
    ]

    /// Upper ends of the probability bands and SpamAssassin's names for them.
    private static let bands: [(below: Double, name: String)] = [
        (0.01, "BAYES_00"), (0.05, "BAYES_05"), (0.2, "BAYES_20"), (0.4, "BAYES_40"), (0.6, "BAYES_50"),
        (0.8, "BAYES_60"), (0.95, "BAYES_80"), (0.99, "BAYES_95"), (0.999, "BAYES_99"),
    ]

    /// The symbol of one score.
    static func symbol(for bayes: BayesScore) -> Symbol {
        let name = bands.first { bayes.probability < $0.below }?.name ?? "BAYES_999"
        return Symbol(
            name: name, score: points(for: bayes.logOdds),
            detail: "spam probability \(Points.text(bayes.probability)), "
                + "\(bayes.knownTokenCount) of \(bayes.tokenCount) tokens known")
    }

    /// The points of a log-odds value; 0 for one that is not a number.
    static func points(for logOdds: Double) -> Double {
        guard !logOdds.isNaN, var left = curve.first else { return 0 }
        if logOdds <= left.logOdds { return left.points }
        for right in curve.dropFirst() {
            if logOdds < right.logOdds {
                let share = (logOdds - left.logOdds) / (right.logOdds - left.logOdds)
                let points = left.points + share * (right.points - left.points)
                return (points * 1000).rounded() / 1000
            }
            left = right
        }
        return left.points
    }
}
