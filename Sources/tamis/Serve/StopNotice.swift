import ServiceLifecycle

/// Tells the service manager that the daemon goes down, and how long that may take. The last of the services, so the
/// first that is stopped.
struct StopNotice: Service {
    let notifier: ServiceNotifier
    /// `smtp.drain`.
    let drain: Duration

    /// What the workers and the databases take to end.
    private static let afterDrain = Duration.seconds(30)

    func run() async throws {
        try await gracefulShutdown()
        let microseconds = Int64((drain + Self.afterDrain) / .microseconds(1))
        notifier.send(
            "STOPPING=1", "STATUS=stopping: messages in work are finished", "EXTEND_TIMEOUT_USEC=\(microseconds)")
    }
}
