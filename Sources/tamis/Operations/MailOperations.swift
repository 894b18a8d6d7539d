import Descriptors

/// What commands do with messages, whoever does it: the running daemon, asked over its control socket, or this
/// process itself where no daemon listens.
protocol MailOperations: Sendable {
    /// Learns a message, or takes back what was learned of it.
    func learn(_ content: ContentFile, as lesson: Lesson) async throws -> LearnAnswer
    /// Scores a message.
    func score(_ content: ContentFile) async throws -> ScoreAnswer
    /// What is learned so far.
    func status() async throws -> BayesStatus
}

/// An operation could not be done; the text is for the person who asked.
struct OperationError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
