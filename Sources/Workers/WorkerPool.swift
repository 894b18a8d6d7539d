public import Descriptors
public import Evidence
public import Logging
public import ServiceLifecycle
import Synchronization

/// The daemon's side of the worker: a pool of caged children that read and scan messages.
///
/// One worker serves at a time; a second one is started to reload and takes over when it is ready. A message that
/// costs its child is tried once more on a new child of its own, then what is missing is unavailable (law 10).
public final class WorkerPool: Inspector, Service {
    private let supervisor: PoolSupervisor

    /// Makes a pool; ``start()`` or ``run()`` starts it.
    public init(settings: WorkerPoolSettings, logger: Logger) {
        supervisor = PoolSupervisor(settings: settings, logger: logger)
    }

    /// Starts the worker and returns once its cage is closed; signatures are loaded meanwhile, and messages wait for
    /// them. A pool that is running already is left alone; who comes while it starts waits too.
    ///
    /// - Throws: ``WorkerPoolError`` if the program cannot be started or refuses, e.g. because the kernel lacks a
    ///   layer of the cage.
    public func start() async throws {
        try await supervisor.start()
    }

    /// Starts the worker, serves until the service group shuts down, and ends it.
    ///
    /// - Throws: ``WorkerPoolError`` as ``start()`` does.
    public func run() async throws {
        try await start()
        try? await gracefulShutdown()
        await stop()
    }

    /// Ends the worker and all its children; returns when they are gone. Messages in work are given up.
    public func stop() async {
        await supervisor.stop()
    }

    /// Inspects a message; see ``Inspector``. Before ``start()`` messages wait for it.
    public func inspect(_ content: ContentFile, _ request: InspectionRequest) async -> Inspection {
        await withCheckedContinuation { continuation in
            supervisor.submit(Job(content, request, continuation))
        }
    }

    /// Starts another worker, with other settings if some are given; it takes over when it is ready, while the current
    /// one serves on. If its antivirus is unavailable and the current one's is not, the current one stays, with its
    /// settings, and the log says why.
    ///
    /// With ``WorkerPoolSettings/Reload/sequential`` the current one finishes its messages and ends first, and messages
    /// wait meanwhile; there is then nothing to stay with. So settings that are no others are not loaded anew: the worker
    /// only looks at once whether the signatures have changed.
    public func reload(_ settings: WorkerPoolSettings? = nil) async {
        supervisor.reload(settings)
    }

    /// Returns once the thread that supervises the workers has come round to it: it is not stuck. Where there is no such
    /// thread, before the start and after the end, it returns at once.
    public func roundTrip() async {
        await supervisor.roundTrip()
    }

    /// How the pool is doing.
    public var status: WorkerStatus { supervisor.status }
}
