import NIOCore

/// Runs a message's task on the thread of its connection, so that between the client's octets and the next hop's no
/// thread has to wake another one. What blocks or takes long does not belong there.
final class EventLoopExecutor: TaskExecutor {
    /// A larger content is handled elsewhere: to read and hash it would hold up the other connections of the thread.
    static let largestContent = 1 << 20

    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
