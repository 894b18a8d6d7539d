import Store

extension LearnAnswer.Status {
    /// The database's answer, in the words of the commands.
    init(_ status: TrainingOutcome.Status) {
        self =
            switch status {
            case .learned: .learned
            case .relearned: .relearned
            case .alreadyLearned: .alreadyLearned
            case .wellKnown: .wellKnown
            }
    }
}
