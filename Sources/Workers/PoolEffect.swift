import Evidence
import Logging

/// What the pool's state wants done; done after its lock is released, in order.
enum PoolEffect: Sendable {
    case log(Logger.Level, String)
    case send(WorkerCommand, WorkerProcess)
    case end(WorkerProcess)
    case kill(WorkerProcess)
    case wake(ChildConnection)
    case close(ChildConnection)
    case finish(Job, reason: String)
    /// Tell those who wait for the start that it went well, or why not.
    case started([CheckedContinuation<Void, any Error>], WorkerPoolError?)
    case stopped([CheckedContinuation<Void, Never>])
}
