import Bayes
import Evidence

/// A row of the training log: an event, complete in itself, so that whoever reads the log in order of its ids comes
/// to the same model.
struct TrainingRecord: Equatable {
    enum Event: Int64 {
        /// Trained, or found well known.
        case learned = 1
        /// What an earlier row learned was taken back.
        case takenBack = 2
    }

    let digest: [UInt8]
    let isSpam: Bool
    let event: Event
    /// What was added or is taken back; nil for a message that was well known.
    let effect: TrainingEffect?
    /// The tokens of the effect, ascending.
    let tokens: [Token]
}

extension BayesModel {
    /// Does what the record says.
    ///
    /// - Returns: tokens that were forgotten.
    mutating func apply(_ record: TrainingRecord) -> [Token] {
        switch (record.event, record.effect) {
        case (.learned, let effect?): return apply(effect, to: record.tokens)
        case (.takenBack, let effect?): takeBack(effect, from: record.tokens)
        case (.learned, nil): counts.add(isSpam: record.isSpam, isWellKnown: true)
        case (.takenBack, nil): counts.add(isSpam: record.isSpam, isWellKnown: true, -1)
        }
        return []
    }
}
