import Evidence
import Store

extension LearnAnswer {
    /// The database's answer, in the words of the commands.
    init(_ outcome: TrainingOutcome) {
        let status: Status =
            switch outcome.status {
            case .learned: .learned
            case .relearned: .relearned
            case .alreadyLearned: .alreadyLearned
            case .wellKnown: .wellKnown
            }
        self.init(status: status, before: outcome.before.probability, after: outcome.after.probability)
    }
}
