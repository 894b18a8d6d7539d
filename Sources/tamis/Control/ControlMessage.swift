/// What a command asks of the daemon: one packet on the control socket, JSON, the message's descriptor beside it. What is
/// asked is for a recipient alone where one is named.
enum ControlRequest: Codable, Sendable {
    /// Learn the message, or take back what was learned of it.
    case learn(as: Lesson, for: String?)
    /// Score it; nothing is changed or relayed.
    case score(for: String?)
    /// Tell what was learned so far.
    case status(for: String?)
}

/// What the daemon answers: one packet, JSON.
enum ControlAnswer: Codable, Sendable {
    case learned(LearnAnswer)
    case scored(ScoreAnswer)
    case status(BayesStatus)
    /// It could not be done; the text says why and what to do.
    case failed(String)
}

/// What is learned, and where it lies.
struct BayesStatus: Codable, Sendable, Equatable {
    let database: String
    let spam: Int
    let ham: Int
    let tokens: Int
}
