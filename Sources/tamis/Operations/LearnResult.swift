import Foundation
import Policy

/// What one `tamis learn` did, in sum.
struct LearnResult: Codable, Sendable {
    private(set) var learned = 0
    private(set) var relearned = 0
    private(set) var alreadyLearned = 0
    private(set) var wellKnown = 0
    private(set) var forgotten = 0
    private(set) var notLearned = 0
    private(set) var failed = 0
    /// How many of them were larger than the limit, so that their head alone counted.
    var cut = 0
    let before: BayesStatus
    var after: BayesStatus
    /// Sums of the spam probabilities of the messages that were learned, for the averages.
    private var probabilityBefore = 0.0
    private var probabilityAfter = 0.0

    init(before: BayesStatus) {
        self.before = before
        after = before
    }

    var total: Int { learned + relearned + alreadyLearned + wellKnown + forgotten + notLearned + failed }

    mutating func add(_ answer: Result<LearnAnswer, any Error>) {
        guard case .success(let answer) = answer else {
            failed += 1
            return
        }
        switch answer.status {
        case .learned: learned += 1
        case .relearned: relearned += 1
        case .alreadyLearned: alreadyLearned += 1
        case .wellKnown: wellKnown += 1
        case .forgotten: forgotten += 1
        case .notLearned: notLearned += 1
        }
        probabilityBefore += answer.before
        probabilityAfter += answer.after
    }

    /// Spam probability before and after, on average over the messages that could be learned.
    private var averages: (before: Double, after: Double)? {
        let count = Double(total - failed)
        return count > 0 ? (probabilityBefore / count, probabilityAfter / count) : nil
    }

    /// A report for people.
    func text() -> String {
        var parts: [String] = []
        if learned > 0 || forgotten + notLearned == 0 { parts.append("learned \(learned)") }
        if relearned > 0 { parts.append("learned anew as the other class \(relearned)") }
        if alreadyLearned > 0 { parts.append("learned before \(alreadyLearned)") }
        if wellKnown > 0 { parts.append("known well enough \(wellKnown)") }
        if forgotten > 0 { parts.append("forgotten \(forgotten)") }
        if notLearned > 0 { parts.append("never learned \(notLearned)") }
        if failed > 0 { parts.append("failed \(failed)") }
        if cut > 0 { parts.append("by their head only \(cut)") }
        var lines = ["\(total) message\(total == 1 ? "" : "s"): " + parts.joined(separator: ", ")]
        lines.append(
            "\(after.database): spam \(before.spam) -> \(after.spam), ham \(before.ham) -> \(after.ham), "
                + "tokens \(before.tokens) -> \(after.tokens)")
        if let averages {
            lines.append(
                "average spam probability of \(total == 1 ? "it" : "them"): \(Points.text(averages.before)) -> "
                    + Points.text(averages.after))
        }
        return lines.joined(separator: "\n")
    }
}
