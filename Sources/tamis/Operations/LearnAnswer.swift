import Policy

/// What became of one message that was to be learned.
struct LearnAnswer: Codable, Sendable, Equatable {
    enum Status: String, Codable, Sendable, CaseIterable {
        /// Learned now.
        case learned
        /// It had been learned as the other class; that was taken back and it was learned as this one.
        case relearned
        /// It had been learned as this class already; nothing changed.
        case alreadyLearned = "already learned"
        /// The model knows its like too well to gain from it; noted, nothing else changed.
        case wellKnown = "well known"
        /// What was learned of it was taken back.
        case forgotten
        /// Nothing had been learned of it that could be taken back.
        case notLearned = "not learned"
    }

    let status: Status
    /// The spam probability before and after.
    let before: Double
    let after: Double

    /// A line for people.
    var text: String {
        "\(status.rawValue), spam probability \(Points.text(before)) -> \(Points.text(after))"
    }
}
