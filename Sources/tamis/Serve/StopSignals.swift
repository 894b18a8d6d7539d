import ServiceLifecycle
import Synchronization
import UnixSignals

/// Ends the services on SIGTERM and SIGINT.
///
/// The service group could trap them itself, but only once it runs; by then the listener has taken connections.
final class StopSignals: Service {
    private let signals: UnixSignalsSequence
    private let stop = Mutex<(@Sendable () async -> Void)?>(nil)

    /// Takes signals that are trapped already.
    init(_ signals: UnixSignalsSequence) {
        self.signals = signals
    }

    /// Says how all services are ended.
    func tell(_ stop: @escaping @Sendable () async -> Void) {
        self.stop.withLock { $0 = stop }
    }

    func run() async throws {
        for await _ in signals.cancelOnGracefulShutdown() {
            await stop.withLock { $0 }?()
        }
    }
}
