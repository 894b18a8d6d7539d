import Dispatch
import Synchronization

/// Runs async work to its end while this thread waits.
///
/// Commands are synchronous and call this once, from the main thread: with an async `main`, every await would
/// come back through the main thread, which measured a hundred times the cost of a hop between pool threads.
func runBlocking<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) throws -> Result {
    let done = DispatchSemaphore(value: 0)
    let box = Mutex<Swift.Result<Result, any Error>?>(nil)
    Task.detached {
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        box.withLock { $0 = result }
        done.signal()
    }
    done.wait()
    guard let result = box.withLock({ $0 }) else { preconditionFailure("signalled without a result") }
    return try result.get()
}
