public import Descriptors
public import Evidence
public import Policy

/// A message that was passed on and may be learned.
public struct AutoLearnCandidate: Sendable {
    /// The message; sealed.
    public let content: ContentFile
    /// What the worker read in it.
    public let reading: Reading
    /// As what it may be learned, and why.
    public let lesson: AutoLesson
}

/// Learns messages that nobody showed it: the port for what may wait until the message is answered.
public protocol AutoLearner: Sendable {
    /// Takes a message, or leaves it where it has no time for it; returns at once.
    func offer(_ candidate: AutoLearnCandidate)
}
