import ServiceLifecycle
import Transport
import Workers

/// Tells the service manager that the daemon is up, how it is doing, and that it is alive. The first of the services, so
/// the last that is stopped: a drain takes its time, and a daemon that drains is alive.
struct StatusService: Service {
    let notifier: ServiceNotifier
    let watchdogInterval: Duration?
    let pool: WorkerPool
    let status: @Sendable () -> ServiceStatus

    private static let statusInterval = Duration.seconds(10)

    /// Says that the daemon is ready once the worker's cage is closed; sockets are open by then.
    func run() async throws {
        do {
            try await pool.start()
        } catch {
            // The pool's own service fails of the same, and says so.
            return try await gracefulShutdown()
        }
        notifier.ready(status: status().description)
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await tellStatus() }
                if let watchdogInterval { group.addTask { await giveSigns(every: watchdogInterval / 2) } }
            }
        }
    }

    private func tellStatus() async {
        var told = ""
        while (try? await Task.sleep(for: Self.statusInterval)) != nil {
            let text = status().description
            if text != told { notifier.send("STATUS=\(text)") }
            told = text
        }
    }

    /// A sign is given only after everything that mail needs has come round: one thread that is stuck for ever is a
    /// daemon that should be started again.
    private func giveSigns(every interval: Duration) async {
        repeat {
            await EventLoops.roundTrip()
            await Task.detached {}.value
            await pool.roundTrip()
            notifier.send("WATCHDOG=1")
        } while (try? await Task.sleep(for: interval)) != nil
    }
}
