/// Why the worker could not be started.
public struct WorkerPoolError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What an admin reads.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
