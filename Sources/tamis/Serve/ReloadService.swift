import Logging
import ServiceLifecycle
import UnixSignals
import Workers

/// On SIGHUP reads the configuration again: the new one comes into force as a whole, or the old one stays and the log
/// says why.
struct ReloadService: Service {
    /// Trapped since the daemon's first moment: without a trap SIGHUP ends the process.
    let hangups: UnixSignalsSequence
    let live: LiveConfiguration
    let pool: WorkerPool
    let logger: Logger
    let reread: @Sendable () throws(ConfigurationErrors) -> Configuration

    func run() async throws {
        for await _ in hangups.cancelOnGracefulShutdown() {
            await reload()
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
        let fixed = Self.changesThatNeedRestart(from: old, to: new)
        if !fixed.isEmpty { logger.warning("reload: needs a restart to take effect: \(fixed.joined(separator: ", "))") }
        live.replace(new)
        await pool.reload(WorkerPoolSettings(new))
        logger.notice("reload: the new configuration is in force")
    }

    /// Keys that are read at the start only.
    private static func changesThatNeedRestart(from old: Configuration, to new: Configuration) -> [String] {
        var keys: [String] = []
        if old.smtp.listen != new.smtp.listen { keys.append("smtp.listen") }
        if old.smtp.forward != new.smtp.forward { keys.append("smtp.forward") }
        if old.smtp.forwardProtocol != new.smtp.forwardProtocol { keys.append("smtp.forward_protocol") }
        if old.smtp.sizeLimit != new.smtp.sizeLimit { keys.append("smtp.size_limit") }
        if old.smtp.maximumContentBytesInFlight != new.smtp.maximumContentBytesInFlight {
            keys.append("smtp.max_content_bytes_in_flight")
        }
        if old.storage != new.storage { keys.append("storage.folder") }
        if old.quarantine != new.quarantine { keys.append("quarantine.folder") }
        if old.bayes.minimumHam != new.bayes.minimumHam { keys.append("bayes.minimum_ham") }
        if old.bayes.minimumSpam != new.bayes.minimumSpam { keys.append("bayes.minimum_spam") }
        if old.control != new.control { keys.append("control") }
        if old.log != new.log { keys.append("log.level") }
        return keys
    }
}
