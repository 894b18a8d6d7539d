import Descriptors

/// What commands do with messages, whoever does it: the running daemon, asked over its control socket, or this
/// process itself where no daemon listens.
protocol MailOperations: Sendable {
    /// Learns a message, or takes back what was learned of it: for one recipient alone, or for all.
    func learn(_ content: ContentFile, as lesson: Lesson, for recipient: String?) async throws -> LearnAnswer
    /// Scores a message, as it is for a recipient, or as it is for all.
    func score(_ content: ContentFile, for recipient: String?) async throws -> ScoreAnswer
    /// What is learned so far, for a recipient alone, or for all.
    func status(for recipient: String?) async throws -> BayesStatus
}

/// An operation could not be done; the text is for the person who asked.
struct OperationError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
