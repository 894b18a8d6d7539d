import Clamd
import Descriptors
import Evidence
import Logging
import Synchronization

/// The engines that scan, one after the other: the way to each clamd, and what is known of it.
///
/// Blocks the threads that it is called on, for a connection at most ``patience`` and what a host's name takes.
final class ScanEngines: Sendable {
    private struct Clamd {
        var info: AntivirusInfo?
        /// Why it does not scan; nil if it did, or was not asked yet.
        var failure: String?
        /// When its version is to be asked for again.
        var versionDue = ContinuousClock.now
        /// Until when it is not waited for, because it did not even take a connection, and why.
        var silent: (until: ContinuousClock.Instant, error: ClamdError)?
        /// Until when the others are asked before it, because it took its time and gave nothing.
        var lateUntil = ContinuousClock.now
    }

    private let logger: Logger
    /// How long one that was late is asked last.
    private let lateness: Duration
    private let clamds = Mutex<[ClamdAddress: Clamd]>([:])

    /// How long a connection may take: clamd is near, or it is of no use.
    private static let patience = Duration.seconds(3)
    /// How long one that hangs is not waited for again. Short, for meanwhile messages pass it unscanned.
    private static let silence = Duration.seconds(10)
    /// From which time on a failed scan counts as late.
    private static let late = Duration.seconds(5)
    /// How often a version is asked for: freshclam brings new signatures several times a day.
    private static let versionInterval = Duration.seconds(3_600)
    private static let versionRetry = Duration.seconds(60)
    /// What of an attempt's time is left for the child to answer.
    private static let margin = Duration.milliseconds(500)

    init(lateness: Duration, logger: Logger) {
        self.lateness = lateness
        self.logger = logger
    }

    // MARK: Messages

    /// The next engine that is to scan a message, with a connection to it; nil if there is none, and then the message's
    /// scan is answered with the reasons.
    func next(for job: Job, _ settings: AntivirusSettings, until end: ContinuousClock.Instant) -> ScanTurn? {
        var candidates = untried(of: job, settings)
        // A second attempt, after all were tried in the first.
        if candidates.isEmpty { candidates = order(settings) }
        while let engine = candidates.first {
            let time = max(.zero, (end - .now - Self.margin) / candidates.count)
            guard let address = settings.engines[engine].address else {
                return ScanTurn(engine: engine, socket: nil, time: time)
            }
            do throws(ClamdError) {
                let socket = try connect(address, within: min(time, Self.patience))
                return ScanTurn(
                    engine: engine, socket: socket, time: max(.zero, end - .now - Self.margin) / candidates.count)
            } catch {
                job.engineFailed(engine, error.description)
                candidates.removeFirst()
            }
        }
        job.answer(scan: .unavailable(reason: reasons(job, settings)))
        return nil
    }

    /// What an engine answered: the message's scan, unless it could not look and another can be asked.
    func take(_ finding: Finding<ScanResult>, of turn: ScanTurn, for job: Job, _ settings: AntivirusSettings) {
        note(finding.unavailableReason, of: turn, settings)
        guard let reason = finding.unavailableReason else { return job.answer(scan: finding) }
        job.engineFailed(turn.engine, reason)
        if untried(of: job, settings).isEmpty {
            job.answer(scan: .unavailable(reason: reasons(job, settings)))
        }
    }

    private func untried(of job: Job, _ settings: AntivirusSettings) -> [Int] {
        let failures = job.engineFailures
        return order(settings).filter { failures[$0] == nil }
    }

    /// The engines' places in their order, but those last that were late a moment ago.
    private func order(_ settings: AntivirusSettings) -> [Int] {
        let now = ContinuousClock.now
        let late = clamds.withLock { clamds in
            settings.engines.map { engine in engine.address.flatMap { clamds[$0] }.map { $0.lateUntil > now } ?? false }
        }
        return settings.engines.indices.filter { !late[$0] } + settings.engines.indices.filter { late[$0] }
    }

    private func reasons(_ job: Job, _ settings: AntivirusSettings) -> String {
        let failures = job.engineFailures.sorted { $0.key < $1.key }
        if settings.engines.count == 1 { return failures.first?.value ?? "no engine is configured" }
        return failures.map { "\(settings.engines[$0.key]): \($0.value)" }.joined(separator: "; ")
    }

    // MARK: What is known of each clamd

    /// Asks each clamd for its version, and logs it.
    func look(at settings: AntivirusSettings) {
        guard settings.isEnabled else { return }
        for address in settings.engines.compactMap(\.address) {
            clamds.withLock { $0[address, default: Clamd()].versionDue = .now }
            _ = try? connect(address, within: Self.patience)
        }
    }

    /// The state of the first engine that can scan, else of the first.
    func state(_ settings: AntivirusSettings, libclamav: AntivirusState) -> AntivirusState {
        guard settings.asksClamd else { return libclamav }
        let states = clamds.withLock { clamds in
            settings.engines.map { engine -> AntivirusState in
                guard let address = engine.address else { return libclamav }
                guard let known = clamds[address] else { return .loading }
                if let failure = known.failure { return .unavailable(reason: failure) }
                return known.info.map { .ready($0) } ?? .loading
            }
        }
        return states.first { if case .ready = $0 { true } else { false } } ?? states[0]
    }

    private func connect(_ address: ClamdAddress, within patience: Duration) throws(ClamdError) -> OwnedDescriptor {
        let (silent, asksVersion) = clamds.withLock { clamds in
            var known = clamds[address] ?? Clamd()
            defer { clamds[address] = known }
            if let silent = known.silent, silent.until > .now { return (silent.error as ClamdError?, false) }
            known.silent = nil
            guard known.versionDue <= .now else { return (nil, false) }
            known.versionDue = .now + Self.versionRetry
            return (nil, true)
        }
        if let silent { throw silent }
        do throws(ClamdError) {
            let socket = try address.connect(within: patience)
            if asksVersion { learn(try? address.version(within: patience), of: address) }
            return socket
        } catch {
            clamds.withLock { clamds in
                clamds[address]?.versionDue = .now
                if error.wasSlow, patience >= Self.patience { clamds[address]?.silent = (.now + Self.silence, error) }
            }
            fails(address, error.description)
            throw error
        }
    }

    private func learn(_ version: ClamdVersion?, of address: ClamdAddress) {
        // It may be forbidden to say.
        let info = AntivirusInfo(
            signatureCount: 0, databaseVersion: version?.databaseVersion ?? "", databaseTime: version?.databaseTime,
            engine: "\(version?.engine ?? "clamd of unknown version") at \(address)")
        let isNews = clamds.withLock { clamds in
            defer {
                clamds[address]?.info = info
                clamds[address]?.failure = nil
                if version != nil { clamds[address]?.versionDue = .now + Self.versionInterval }
            }
            return clamds[address]?.info != info || clamds[address]?.failure != nil
        }
        if isNews { logger.notice("antivirus: \(info.logText)") }
        if let warning = info.ageWarning { logger.warning("\(warning)") }
    }

    private func note(_ failure: String?, of turn: ScanTurn, _ settings: AntivirusSettings) {
        guard let address = settings.engines[turn.engine].address else { return }
        guard let failure else {
            let wasFailing = clamds.withLock { clamds in
                defer { clamds[address]?.failure = nil }
                return clamds[address]?.failure != nil
            }
            if wasFailing { logger.notice("antivirus: clamd at \(address) scans again") }
            return
        }
        if .now - turn.start > Self.late { clamds.withLock { $0[address]?.lateUntil = .now + lateness } }
        fails(address, failure)
    }

    /// Logs a failure once, until it is over or another.
    private func fails(_ address: ClamdAddress, _ reason: String) {
        let isNews = clamds.withLock { clamds in
            defer { clamds[address]?.failure = reason }
            return clamds[address]?.failure != reason
        }
        if isNews { logger.error("antivirus: clamd does not scan: \(reason)") }
    }
}
