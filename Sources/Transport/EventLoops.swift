import NIOCore
public import NIOPosix

/// The threads that listener and next-hop client share unless they are given others. Small messages are handled on them
/// too (``EventLoopExecutor``).
public enum EventLoops {
    /// Two: they carry more than 4,000 messages a second, and inspection needs the other cores.
    public static let threadCount = 2

    /// The threads, made at first use and kept to the end of the process.
    public static let shared = MultiThreadedEventLoopGroup(numberOfThreads: threadCount)

    /// Returns once each of the threads has come round to it: none is stuck.
    public static func roundTrip() async {
        for loop in shared.makeIterator() {
            try? await loop.submit {}.get()
        }
    }
}
