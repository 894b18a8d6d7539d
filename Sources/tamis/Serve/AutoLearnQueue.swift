import Descriptors
import Dispatch
import Evidence
import Filter
import Logging
import Policy
import Store
import Synchronization

/// Learns messages by itself, one at a time, after they were answered.
///
/// It is in no hurry: while some wait already, or the database is locked, further ones are left alone.
final class AutoLearnQueue: AutoLearner {
    /// More do not wait.
    private static let maximumWaiting = 16
    /// Larger messages are left alone: their contents would stay in memory beside those of the mail path.
    private static let maximumByteCount = 1 << 20

    private let bayes: BayesService
    private let bounds: AutoLearnBounds
    private let logger: Logger
    private let queue = DispatchQueue(label: "tamis.auto-learn", qos: .utility)
    private let waiting = Atomic(0)

    init(bayes: BayesService, bounds: AutoLearnBounds, logger: Logger) {
        self.bayes = bayes
        self.bounds = bounds
        self.logger = logger
    }

    func offer(_ candidate: AutoLearnCandidate) {
        guard candidate.content.byteCount <= Self.maximumByteCount,
            waiting.load(ordering: .relaxed) < Self.maximumWaiting
        else { return }
        waiting.add(1, ordering: .relaxed)
        queue.async {
            self.learn(candidate)
            self.waiting.subtract(1, ordering: .relaxed)
        }
    }

    /// Waits for what was taken.
    func finish() { queue.sync {} }

    private func learn(_ candidate: AutoLearnCandidate) {
        let (reading, lesson) = (candidate.reading, candidate.lesson)
        do {
            let digest = try candidate.content.withBytes { MessageDigest.digest(of: $0) }
            let outcome = try bayes.withDatabase(for: nil) { database in
                try database.learnAutomatically(
                    TrainingExample(digest: digest, isSpam: lesson.isSpam, tokens: reading.tokens),
                    note: AutoLearnNote(
                        from: reading.from, subject: reading.subject, messageID: reading.messageID,
                        reason: lesson.reason),
                    bounds: bounds)
            }
            if outcome == .learned {
                let name = PrintableText.line(reading.messageID)
                logger.notice(
                    "bayes: learned \(name) as \(lesson.isSpam ? "spam" : "ham") by itself (\(lesson.reason)); `tamis bayes auto-learned` takes it back"
                )
            }
        } catch {
            logger.warning("bayes: nothing is learned by itself: \(error)")
        }
    }
}
