import Descriptors
import Filter
import Logging
import ServiceLifecycle
import Store
import Transport
import UnixSignals
import Workers

/// Puts the daemon together and runs it until it is told to stop.
struct Daemon: Sendable {
    private let configuration: Configuration
    private let file: String?
    private let manager: ServiceManager
    private let logger: Logger
    private let reread: @Sendable () throws(ConfigurationErrors) -> Configuration

    init(
        _ configuration: Configuration, file: String?, manager: ServiceManager, writer: LogWriter,
        reread: @escaping @Sendable () throws(ConfigurationErrors) -> Configuration
    ) {
        self.configuration = configuration
        self.file = file
        self.manager = manager
        self.reread = reread
        var logger = Logger(label: "tamis") { StandardErrorLog(label: $0, writer: writer) }
        logger.logLevel = Logger.Level(configuration.log.level)
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT; messages in progress finish first.
    func run() async throws {
        // From the first moment on: as soon as it listens, a signal must not cut off who has connected.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let stops = StopSignals(await UnixSignalsSequence(trapping: .sigterm, .sigint))
        DescriptorReserve.shared.fill()
        logger.notice("tamis \(Tamis.version) starts, configuration \(file ?? "built in")")
        try StateFolder.prepare(configuration.storage.folder)
        let quarantine = QuarantineFolder(path: configuration.quarantine.folder)
        try quarantine.prepare()
        let nextHops = NextHops(configuration, logger: logger)
        let live = LiveConfiguration(configuration, nextHops: nextHops)
        let bayes = BayesService(configuration)
        report(bayes)
        let pool = WorkerPool(settings: WorkerPoolSettings(configuration), logger: logger)
        let examiner = Examiner(inspector: pool, classifier: bayes)
        let journal = openJournal()
        let learner =
            configuration.bayes.autoLearn
            ? AutoLearnQueue(
                bayes: bayes, bounds: AutoLearnBounds(perDay: configuration.bayes.autoLearnPerDay), logger: logger)
            : nil
        let filter = MailFilter(
            examiner: examiner, quarantine: quarantine, journal: journal, learner: learner, logger: logger,
            configuration: { live.filter($0) })
        let handler = TallyingHandler(filter)
        let listener = SMTPListener(
            settings: ListenerSettings(configuration, sockets: manager.sockets), handler: handler, logger: logger,
            announcement: { live.nextHops[$0].announcement(for: $1) })
        // First of all, so that a second daemon names the port that is taken.
        try await listener.bind()
        let control = try ControlServer(
            path: configuration.control.socket, group: configuration.control.group,
            operations: LocalOperations(
                examiner: examiner, inspector: pool, bayes: bayes, settings: { live.filter().settings }),
            logger: logger)
        let reload = ReloadService(
            hangups: hangups, live: live, listener: listener, journal: journal, pool: pool,
            notifier: manager.notifier, logger: logger, reread: reread)
        let probe = NextHopProbe(nextHops: nextHops, configuration: configuration, listener: listener)
        var services: [any Service] = [pool, control, reload, probe, stops, listener]
        if let notifier = manager.notifier {
            let status = StatusService(notifier: notifier, watchdogInterval: manager.watchdogInterval, pool: pool) {
                ServiceStatus(listener: listener, tally: handler.tally, pool: pool.status)
            }
            services = [status] + services + [StopNotice(notifier: notifier, drain: configuration.smtp.drain)]
        }
        var group = ServiceGroupConfiguration(
            // Stopped in reverse order: the listener first, then what it needs.
            services: services.map { .init(service: $0) }, logger: logger)
        group.maximumGracefulShutdownDuration = configuration.smtp.drain
        let result: Result<Void, any Error>
        do {
            let running = ServiceGroup(configuration: group)
            stops.tell { await running.triggerGracefulShutdown() }
            result = .success(try await running.run())
        } catch {
            result = .failure(error)
        }
        live.nextHops.shutDown()
        // Where the drain was over before the mail was: what the next hop took is still noted, so that it takes it once.
        await handler.settle(within: .seconds(2))
        journal?.close()
        learner?.finish()
        if bayes.failure == nil {
            do { try bayes.close() } catch { logger.error("bayes: \(error)") }
        }
        do {
            try result.get()
        } catch is CancellationError {
            // SIGTERM was longer ago than the services may take; so it was no failure of theirs.
            logger.warning(
                "smtp.drain (\(DurationRule.text(configuration.smtp.drain))) is over: what was in work stays with the clients"
            )
        }
        logger.notice("tamis stopped")
    }

    /// The journal of deliveries; nil where none is wanted.
    private func openJournal() -> DeliveryJournal? {
        guard configuration.journal.keep > .zero else { return nil }
        return DeliveryJournal(
            path: configuration.storage.folder + "/journal.db", keep: configuration.journal.keep,
            report: { [logger] in logger.warning("journal: \($0)") })
    }

    private func report(_ bayes: BayesService) {
        for failure in bayes.scopeFailures { logger.error("bayes: a model of one recipient or domain: \(failure)") }
        if let failure = bayes.failure { return logger.error("bayes: unavailable, mail passes without it: \(failure)") }
        if let failure = bayes.starterFailure { logger.warning("bayes: there is no starter model: \(failure)") }
        guard let status = try? bayes.status(for: nil) else { return }
        let rest = bayes.hasStarter ? "; a starter model counts for what that leaves" : ""
        logger.notice(
            "bayes: \(status.spam) spam and \(status.ham) ham learned, \(status.tokens) tokens, \(status.database)\(rest)"
        )
    }
}

extension Logger.Level {
    init(_ level: Configuration.LogSection.Level) {
        switch level {
        case .debug: self = .debug
        case .info: self = .info
        case .notice: self = .notice
        case .warning: self = .warning
        case .error: self = .error
        }
    }
}
