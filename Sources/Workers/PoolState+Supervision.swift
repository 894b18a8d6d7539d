import CLinux
import Evidence
import Glibc
import Logging

/// What the supervisor's thread decides: reports, ends, and what is due.
extension PoolState {
    /// A message of the parent's.
    mutating func received(_ report: WorkerReport, from id: Int) {
        switch report {
        case .caged(let missingLayers):
            generations[id]?.missingLayers = missingLayers
            if !missingLayers.isEmpty {
                log(.error, "worker: the cage is open, this kernel lacks: \(missingLayers.joined(separator: "; "))")
            }
            started(nil)
        case .refused(let reason):
            generations[id]?.refusal = reason
        case .ready(let antivirus, let missingCharsets):
            if !missingCharsets.isEmpty {
                log(.warning, "worker: iconv lacks the charsets \(missingCharsets.joined(separator: ", "))")
            }
            ready(id, antivirus)
        case .child:
            // Comes with a socket; the pool makes the connection.
            break
        case .forkFailed(let reason):
            log(.error, "worker: no child could be made: \(reason)")
            generations[id]?.pendingForks = 0
            generations[id]?.nextFork = .now + .seconds(1)
        case .childEnded(let process, let status):
            childEnded(process, status: status, of: id)
        case .databaseChanged:
            guard id == currentID else { return }
            log(.notice, "antivirus: the signatures on disk have changed")
            reload()
        }
    }

    /// The worker has loaded what it needs, or knows that it cannot.
    private mutating func ready(_ id: Int, _ antivirus: AntivirusState) {
        guard let generation = generations[id], id == nextID else { return }
        generations[id]?.antivirus = antivirus
        let milliseconds = Int((.now - generation.started) / .milliseconds(1))
        if case .unavailable(let reason) = antivirus {
            let current = currentID.flatMap { generations[$0] }
            scheduleAntivirusRetry()
            if current?.antivirus.scans == true {
                log(.error, "antivirus: the worker with the older signatures stays: \(reason)")
                settings = provenSettings
                abandonNext()
                return
            }
            if current?.antivirus != antivirus {
                log(.error, (generation.asksClamd ? "libclamav" : "antivirus") + " is unavailable: \(reason)")
            } else if generation.settings == provenSettings {
                abandonNext()
                return
            }
        } else {
            antivirusRetry = Self.firstAntivirusRetry
        }
        provenSettings = generation.settings
        generations[id]?.becomeReady()
        if case .ready(let info) = antivirus {
            log(.notice, "worker \(generation.worker.process) ready after \(milliseconds) ms: \(info.logText)")
            if let warning = info.ageWarning { log(.warning, warning) }
        } else if antivirus == .disabled {
            log(.notice, "worker \(generation.worker.process) ready after \(milliseconds) ms: antivirus is disabled")
        } else if antivirus == .external {
            log(.notice, "worker \(generation.worker.process) ready after \(milliseconds) ms: clamd scans")
        }
        replenish()
    }

    private mutating func scheduleAntivirusRetry() {
        let due = ContinuousClock.now + antivirusRetry
        nextStart = nextStart.map { min($0, due) } ?? due
        antivirusRetry = min(antivirusRetry * 2, Self.lastAntivirusRetry)
    }

    /// Starts another worker beside the current one, or after its end; it takes over once it is ready.
    mutating func reload(_ settings: WorkerPoolSettings? = nil) {
        guard phase == .running else {
            if let settings { (self.settings, provenSettings) = (settings, settings) }
            return
        }
        let current = currentID.flatMap { generations[$0] }
        if let current, let settings, settings.reload == .sequential, settings == current.settings,
            case .ready = current.antivirus, nextID == nil
        {
            effects.append(.send(.checkDatabase, current.worker))
            return
        }
        if let settings { self.settings = settings }
        // One that is being loaded may have read what has changed since.
        abandonNext()
        nextStart = .now
        if self.settings.reload == .sequential, let current, case .ready = current.antivirus {
            log(.notice, "worker \(current.worker.process) ends before the next one loads signatures; messages wait")
            currentID = nil
            drain(current.id)
        }
    }

    /// Whether the next worker has to wait for the end of another: the two might hold a copy of the signatures each.
    private var waitsForEnd: Bool {
        settings.reload == .sequential
            && generations.values.contains { $0.phase == .draining || $0.phase == .ending }
    }

    /// Gives up the worker that was to take over.
    mutating func abandonNext() {
        guard let id = nextID, let generation = generations[id] else { return }
        nextID = nil
        generations[id]?.end()
        effects.append(.kill(generation.worker))
    }

    /// The worker's socket has ended: so has it, with its children.
    mutating func ended(_ id: Int, status: Int32) {
        guard let generation = generations.removeValue(forKey: id) else { return }
        for child in generation.children.values {
            effects.append(.wake(child.connection))
            // What its thread has taken up it will answer for; what it has not, nobody else would.
            if let job = child.job, !child.hasTaken { giveBack(job) }
        }
        if currentID == id { currentID = nil }
        if nextID == id { nextID = nil }
        if generation.phase == .ending || phase != .running {
            if generation.phase == .draining { lostWorkers += 1 }
            finishStop()
            return
        }
        let reason = generation.refusal ?? "the worker ended: \(processEnd(status))"
        lostWorkers += 1
        log(.error, "worker \(generation.worker.process): \(reason)")
        // A signal comes from outside (a kill, a machine without memory) and may not come again; one that ends by itself
        // or refuses does so for a reason that stays.
        failed(
            reason, wasLoading: generation.phase == .loading,
            wasServing: generation.phase == .ready && .now - generation.started > .seconds(60),
            mayPass: generation.refusal == nil && tamis_wait_signal(status) != 0)
    }

    /// A worker could not be started, or did not live: the next attempt comes after a while.
    mutating func failed(
        _ reason: String, wasLoading: Bool = true, wasServing: Bool = false, mayPass: Bool = false
    ) {
        failures = wasServing ? 0 : failures + 1
        if !startWaiters.isEmpty, !mayPass || failures >= Self.maximumFailures {
            started(WorkerPoolError(reason))
            stoppingReason = reason
            phase = .stopping
            finishStop()
            return
        }
        // Where the one before has ended already, the settings that it had are still those that worked.
        if currentID != nil || wasLoading { settings = provenSettings }
        if currentID != nil {
            if failures >= Self.maximumFailures {
                log(.error, "worker: the one that runs stays, without reloading")
                failures = 0
                return
            }
        }
        let delay: Duration = failures <= 1 ? .zero : min(.seconds(1 << min(failures - 2, 5)), .seconds(30))
        nextStart = .now + delay
        if currentID == nil, failures >= Self.maximumFailures {
            brokenReason = "the worker does not start: \(reason)"
        }
    }

    /// Starts that fail in a row until messages no longer wait for the next.
    private static let maximumFailures = 3

    private mutating func started(_ error: WorkerPoolError?) {
        guard !startWaiters.isEmpty else { return }
        effects.append(.started(startWaiters, error))
        startWaiters = []
    }

    /// Does what is due: deadlines of waiting messages, workers that hang.
    ///
    /// - Returns: whether a worker is to be started now.
    mutating func tick(_ now: ContinuousClock.Instant) -> Bool {
        for job in queue.removeExpired(now) + secondAttempts.removeExpired(now) {
            effects.append(.finish(job, reason: waitingReason))
        }
        if let brokenReason, currentID == nil {
            for job in queue.removeAll() + secondAttempts.removeAll() {
                effects.append(.finish(job, reason: brokenReason))
            }
        }
        for generation in generations.values
        where generation.pendingForks > 0 && now - generation.pendingSince > Self.forkPatience {
            log(.error, "worker \(generation.worker.process) does not answer: killed")
            generations[generation.id]?.pendingSince = now
            effects.append(.kill(generation.worker))
        }
        for generation in generations.values {
            guard let since = generation.endingSince, now - since > Self.endPatience else { continue }
            effects.append(.kill(generation.worker))
        }
        replenish()
        guard phase == .running, let due = nextStart, due <= now, nextID == nil, !waitsForEnd else { return false }
        nextStart = nil
        return true
    }

    /// Why a message was not taken up in time.
    var waitingReason: String {
        if let id = currentID ?? nextID, let generation = generations[id] {
            return generation.phase == .loading ? "the signatures were still being loaded" : "all decoders were busy"
        }
        return waitsForEnd ? "the worker was being replaced" : "no worker is running"
    }

    /// How long a parent may take to fork before it counts as hung.
    private static let forkPatience = Duration.seconds(30)

    /// How long a parent may take to end before it is killed.
    private static let endPatience = Duration.seconds(5)

    /// When the supervisor must look again.
    func nextTick(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        var times = [now + .seconds(10)]
        if let nextStart, nextID == nil, !waitsForEnd { times.append(nextStart) }
        if let deadline = queue.deadline { times.append(deadline) }
        if let deadline = secondAttempts.deadline { times.append(deadline) }
        times += generations.values.map(\.nextFork).filter { $0 > now }
        if generations.values.contains(where: { $0.endingSince != nil }) { times.append(now + .seconds(1)) }
        return times.min() ?? now
    }

    // MARK: Stopping

    /// Ends all workers; messages in work are given up.
    mutating func stop() {
        guard phase == .running else {
            if phase == .idle { phase = .stopped }
            if phase == .stopped { finishStop() }
            return
        }
        phase = .stopping
        nextStart = nil
        for job in queue.removeAll() + secondAttempts.removeAll() {
            effects.append(.finish(job, reason: stoppingReason))
        }
        for (id, generation) in generations {
            generations[id]?.end()
            // One that loads signatures looks at its socket only when it is done.
            effects.append(generation.phase == .loading ? .kill(generation.worker) : .end(generation.worker))
        }
        finishStop()
    }

    private mutating func finishStop() {
        guard phase == .stopping || phase == .stopped, generations.isEmpty else { return }
        phase = .stopped
        for job in queue.removeAll() + secondAttempts.removeAll() {
            effects.append(.finish(job, reason: stoppingReason))
        }
        effects.append(.stopped(stopWaiters))
        stopWaiters = []
    }

    // MARK: Status

    var status: WorkerStatus {
        let current = currentID.flatMap { generations[$0] }
        let others = generations.values.filter { $0.id != currentID }.sorted { $0.id < $1.id }
        let ordered = [current].compactMap(\.self) + others
        var antivirus = current?.antivirus ?? .loading
        if current == nil, let brokenReason { antivirus = .unavailable(reason: brokenReason) }
        if current == nil, !settings.worker.antivirus.isEnabled { antivirus = .disabled }
        return WorkerStatus(
            antivirus: antivirus, generation: takeovers, processes: ordered.map(\.worker.process),
            children: ordered.flatMap { generation in
                generation.children.values.filter { !$0.isRetired }.map { child in
                    WorkerStatus.Child(
                        process: child.connection.process, isBusy: child.job != nil, isSlow: child.isSlow)
                }
            },
            queuedMessages: queue.count + secondAttempts.count, lostChildren: lostChildren, lostWorkers: lostWorkers,
            missingLayers: current?.missingLayers ?? [])
    }
}
