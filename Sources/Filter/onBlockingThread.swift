import Dispatch

/// Runs blocking work (a file, an fsync) on a thread of its own kind, never on the cooperative pool, where it
/// would hold up every other message.
public func onBlockingThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(with: Swift.Result { try work() })
        }
    }
}
