import ArgumentParser
import Filter
import Glibc
import Logging
import Store
import Workers

/// Finds who does a command's operations: the daemon that owns the databases, or, where none listens, this process
/// with a worker of its own.
enum OperationsOwner {
    /// Runs `body` with the operations, and cleans up after it.
    ///
    /// - Parameter antivirus: whether a worker of our own needs the signature database; `learn` does not.
    /// - Throws: `ExitCode` EX_UNAVAILABLE after saying why, if there is neither daemon nor database.
    static func withOperations<Result: Sendable>(
        _ configuration: Configuration, antivirus: Bool,
        _ body: @escaping @Sendable (any MailOperations) async throws -> Result
    ) async throws -> Result {
        let remote: RemoteOperations?
        do {
            remote = try RemoteOperations.connect(path: configuration.control.socket)
        } catch {
            CommandMail.complain("\(error): are you in the group \(configuration.control.group)?")
            throw ExitCode(EX_UNAVAILABLE)
        }
        if let remote { return try await body(remote) }
        return try await withLocalOperations(configuration, antivirus: antivirus, body)
    }

    private static func withLocalOperations<Result: Sendable>(
        _ configuration: Configuration, antivirus: Bool,
        _ body: @escaping @Sendable (any MailOperations) async throws -> Result
    ) async throws -> Result {
        try Ownership.becomeOwner(of: configuration.storage.folder)
        let bayes = BayesService(configuration)
        if let failure = bayes.failure {
            CommandMail.complain(failure)
            throw ExitCode(EX_UNAVAILABLE)
        }
        let settings = FilterSettings(configuration)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(
                try await withWorkers(configuration, antivirus: antivirus) { pool in
                    try await body(
                        LocalOperations(
                            examiner: Examiner(inspector: pool, classifier: bayes), inspector: pool, bayes: bayes,
                            settings: { settings }))
                })
        } catch {
            result = .failure(error)
        }
        try bayes.close()
        return try result.get()
    }

    /// Runs `body` with workers of our own, and stops them after it.
    ///
    /// - Throws: `ExitCode` EX_UNAVAILABLE after saying why, if they cannot be started.
    static func withWorkers<Result: Sendable>(
        _ configuration: Configuration, antivirus: Bool,
        _ body: @escaping @Sendable (WorkerPool) async throws -> Result
    ) async throws -> Result {
        // Problems come as errors of the start and of the operations; the pool's log would say them a second time.
        var logger = Logger(label: "tamis") { StandardErrorLog(label: $0, writer: LogWriter()) }
        logger.logLevel = .critical
        var configuration = configuration
        if !antivirus { configuration.antivirus.enabled = false }
        let pool = WorkerPool(settings: WorkerPoolSettings(configuration), logger: logger)
        do {
            try await pool.start()
        } catch {
            CommandMail.complain("\(error)")
            throw ExitCode(EX_UNAVAILABLE)
        }
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(pool)) } catch { result = .failure(error) }
        await pool.stop()
        return try result.get()
    }
}
