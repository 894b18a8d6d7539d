import Logging
import ServiceLifecycle
import Store
import Transport
import UnixSignals
import Workers

/// On SIGHUP reads the configuration again: the new one comes into force as a whole, or the old one stays and the log
/// says why.
struct ReloadService: Service {
    /// Trapped since the daemon's first moment: without a trap SIGHUP ends the process.
    let hangups: UnixSignalsSequence
    let live: LiveConfiguration
    let listener: SMTPListener
    let journal: DeliveryJournal?
    let pool: WorkerPool
    let notifier: ServiceNotifier?
    let logger: Logger
    let reread: @Sendable () throws(ConfigurationErrors) -> Configuration

    func run() async throws {
        for await _ in hangups.cancelOnGracefulShutdown() {
            notifier?.reloading()
            await reload()
            notifier?.reloaded()
        }
    }

    private func reload() async {
        let old = live.configuration
        let new: Configuration
        do throws(ConfigurationErrors) {
            new = try reread()
        } catch {
            logger.error("reload: the old configuration stays in force")
            for item in error.items { logger.error("reload: \(item)") }
            return
        }
        let former = live.nextHops
        let nextHops = NextHops(new, logger: logger, insteadOf: former)
        do {
            try await NextHopProbe(nextHops: nextHops, configuration: new, listener: listener).check()
        } catch {
            nextHops.shutDown(besides: former)
            logger.error("reload: \(error)")
            return logger.error("reload: the old configuration stays in force")
        }
        let fixed = Self.changesThatNeedRestart(from: old, to: new)
        if !fixed.isEmpty { logger.warning("reload: needs a restart to take effect: \(fixed.joined(separator: ", "))") }
        live.replace(new, nextHops: nextHops)
        former.shutDown(besides: nextHops)
        listener.apply(ListenerSettings(new))
        if new.journal.keep > .zero { journal?.keep = new.journal.keep }
        await pool.reload(WorkerPoolSettings(new))
        logger.notice("reload: the new configuration is in force")
    }

    /// Keys that are read at the start only.
    private static func changesThatNeedRestart(from old: Configuration, to new: Configuration) -> [String] {
        var keys: [String] = []
        if old.smtp.listen != new.smtp.listen { keys.append("smtp.listen") }
        if old.smtp.socketMode != new.smtp.socketMode { keys.append("smtp.socket_mode") }
        if old.beforeQueue.listen != new.beforeQueue.listen { keys.append("before_queue.listen") }
        if old.smtp.drain != new.smtp.drain { keys.append("smtp.drain") }
        if (old.journal.keep == .zero) != (new.journal.keep == .zero) { keys.append("journal.keep") }
        if old.storage != new.storage { keys.append("storage.folder") }
        if old.quarantine != new.quarantine { keys.append("quarantine.folder") }
        if old.bayes.minimumHam != new.bayes.minimumHam { keys.append("bayes.minimum_ham") }
        if old.bayes.minimumSpam != new.bayes.minimumSpam { keys.append("bayes.minimum_spam") }
        if old.bayes.maximumTokens != new.bayes.maximumTokens { keys.append("bayes.max_tokens") }
        if old.bayes.tokenTexts != new.bayes.tokenTexts { keys.append("bayes.token_texts") }
        if old.bayes.starter != new.bayes.starter { keys.append("bayes.starter") }
        if old.bayes.starterModel != new.bayes.starterModel { keys.append("bayes.starter_model") }
        if old.bayes.autoLearn != new.bayes.autoLearn { keys.append("bayes.auto_learn") }
        if old.bayes.autoLearnPerDay != new.bayes.autoLearnPerDay { keys.append("bayes.auto_learn_per_day") }
        if old.bayes.scope != new.bayes.scope { keys.append("bayes.scope") }
        if old.bayes.scopeWeight != new.bayes.scopeWeight { keys.append("bayes.scope_weight") }
        if old.bayes.maximumScopes != new.bayes.maximumScopes { keys.append("bayes.max_scopes") }
        if old.bayes.scopeTokens != new.bayes.scopeTokens { keys.append("bayes.scope_tokens") }
        if old.control != new.control { keys.append("control") }
        if old.log != new.log { keys.append("log.level") }
        return keys
    }
}
