import Evidence
import Logging

/// All that the pool decides on; a value that does nothing itself, but says in ``effects`` what is to be done.
struct PoolState: Sendable {
    enum Phase {
        case idle, running, stopping, stopped
    }

    var settings: WorkerPoolSettings
    var phase = Phase.idle
    var effects: [PoolEffect] = []

    var generations: [Int: Generation] = [:]
    /// The generation that serves.
    var currentID: Int?
    /// The generation that will take over.
    var nextID: Int?
    private var lastID = 0

    /// Messages that wait for any child.
    var queue = JobQueue()
    /// Messages that have lost a child and wait for a new one of their own.
    var secondAttempts = JobQueue()
    private var idleChildren: [Int32] = []

    var startWaiters: [CheckedContinuation<Void, any Error>] = []
    var stopWaiters: [CheckedContinuation<Void, Never>] = []
    /// Who wants to know that the supervisor's thread comes round.
    var roundTrips: [CheckedContinuation<Void, Never>] = []

    /// When to start the next worker; nil: not at all.
    var nextStart: ContinuousClock.Instant?
    /// Settings to go back to if the next worker is no better than the current one.
    var provenSettings: WorkerPoolSettings
    /// Workers that ended in a row, none of them after a minute of service.
    var failures = 0
    /// Why no worker starts, after some attempts: messages no longer wait for one.
    var brokenReason: String?
    /// How long to wait before an antivirus that is unavailable is tried again.
    var antivirusRetry = Self.firstAntivirusRetry

    var takeovers = 0
    var lostChildren = 0
    var lostWorkers = 0

    /// The first wait before an unavailable antivirus is tried again; it doubles up to the last.
    static let firstAntivirusRetry = Duration.seconds(60)
    static let lastAntivirusRetry = Duration.seconds(600)

    /// What messages are told that come too late.
    var stoppingReason = "tamis is stopping"

    init(settings: WorkerPoolSettings) {
        self.settings = settings
        provenSettings = settings
    }

    mutating func log(_ level: Logger.Level, _ text: String) {
        effects.append(.log(level, text))
    }

    // MARK: Messages

    /// Takes a message: to an idle child, else into the queue.
    ///
    /// - Returns: whether the supervisor has to look at the queue's deadline.
    mutating func submit(_ job: Job) -> Bool {
        if phase == .stopping || phase == .stopped {
            effects.append(.finish(job, reason: stoppingReason))
            return false
        }
        if job.request.deadline <= .now {
            effects.append(.finish(job, reason: "no time was left"))
            return false
        }
        if let brokenReason, currentID == nil {
            effects.append(.finish(job, reason: brokenReason))
            return false
        }
        while let currentID, let process = idleChildren.popLast() {
            guard let child = generations[currentID]?.children[process], child.isIdle, !child.isRetired else {
                continue
            }
            assign(job, to: process, of: currentID)
            effects.append(.wake(child.connection))
            return false
        }
        queue.append(job)
        replenish()
        return queue.count == 1
    }

    /// Gives a message to a child and settles what its worker cannot do.
    private mutating func assign(_ job: Job, to process: Int32, of id: Int) {
        switch generations[id]?.antivirus {
        case .disabled where job.needsScan: job.answer(scan: .notRun)
        case .unavailable(let reason) where job.needsScan && generations[id]?.asksClamd != true:
            job.answer(scan: .unavailable(reason: reason))
        default: break
        }
        generations[id]?.children[process]?.isIdle = false
        generations[id]?.children[process]?.job = job
    }

    // MARK: Children

    /// A child has come.
    ///
    /// - Returns: false if it is not wanted any more.
    mutating func add(_ connection: ChildConnection) -> Bool {
        let id = connection.generation
        guard var generation = generations[id], generation.phase == .ready else { return false }
        generation.pendingForks = max(0, generation.pendingForks - 1)
        generation.pendingSince = .now
        generation.children[connection.process] = Generation.Child(connection: connection)
        generations[id] = generation
        if nextID == id { takeOver(id) }
        if let job = secondAttempts.popFirst() { assign(job, to: connection.process, of: id) }
        return true
    }

    /// The next message for a child, whose thread calls this.
    enum Turn {
        case work(Job)
        /// Wait to be woken, then ask again.
        case wait
        case end
    }

    mutating func turn(of connection: ChildConnection) -> Turn {
        let (id, process) = (connection.generation, connection.process)
        guard let generation = generations[id], let child = generation.children[process] else { return .end }
        if let job = child.job {
            generations[id]?.children[process]?.hasTaken = true
            return .work(job)
        }
        let isSuperfluous = generation.usableChildren > generation.settings.children
        if id != currentID || generation.phase != .ready || child.isRetired || isSuperfluous
            || child.answered >= generation.settings.requestsPerChild
        {
            retire(process, of: id)
            return .end
        }
        while let job = queue.popFirst() {
            guard job.request.deadline > .now else {
                effects.append(.finish(job, reason: waitingReason))
                continue
            }
            assign(job, to: process, of: id)
            generations[id]?.children[process]?.hasTaken = true
            return .work(job)
        }
        if !child.isIdle {
            generations[id]?.children[process]?.isIdle = true
            idleChildren.append(process)
        }
        return .wait
    }

    /// A child has its message for longer than it should: another is forked in its place.
    mutating func markSlow(_ connection: ChildConnection) {
        generations[connection.generation]?.children[connection.process]?.isSlow = true
        replenish()
    }

    /// A child's attempt at a message has ended.
    mutating func finished(_ job: Job, by connection: ChildConnection, _ outcome: ChildConnection.Outcome) {
        let (id, process) = (connection.generation, connection.process)
        switch outcome {
        case .answered:
            generations[id]?.children[process]?.job = nil
            generations[id]?.children[process]?.hasTaken = false
            generations[id]?.children[process]?.isSlow = false
            generations[id]?.children[process]?.answered += 1
            effects.append(.finish(job, reason: ""))
        case .notBegun:
            remove(connection)
            giveBack(job)
        case .lost(let reason):
            // A worker that ended took its children along: that is not the message's doing.
            let isOwnLoss = generations[id].map { $0.phase != .ending && !$0.isGone } ?? false
            remove(connection)
            if isOwnLoss {
                lostChildren += 1
                job.countLostChild()
                log(.warning, "worker child \(process) lost over a message: \(reason)")
            }
            if phase != .running || job.lostChildren >= 2 || job.request.deadline <= .now {
                effects.append(.finish(job, reason: phase == .running ? reason : stoppingReason))
            } else {
                secondAttempts.append(job)
            }
        }
        replenish()
    }

    /// Puts a message back that no child has begun.
    mutating func giveBack(_ job: Job) {
        if phase == .running {
            queue.prepend(job)
        } else {
            effects.append(.finish(job, reason: stoppingReason))
        }
    }

    /// The parent says that a child has ended.
    mutating func childEnded(_ process: Int32, status: Int32, of id: Int) {
        if generations[id]?.expectedEnds.remove(process) != nil { return }
        log(.warning, "worker child \(process) ended: \(processEnd(status))")
        // With a message its own thread notices, and knows what was answered.
        guard let child = generations[id]?.children[process], child.job == nil else { return }
        lostChildren += 1
        if child.answered == 0 { generations[id]?.nextFork = .now + .seconds(1) }
        generations[id]?.children[process] = nil
        effects.append(.wake(child.connection))
        endIfDrained(id)
        replenish()
    }

    /// Takes out a child that is lost, and sees to it that it is dead.
    private mutating func remove(_ connection: ChildConnection) {
        let (id, process) = (connection.generation, connection.process)
        effects.append(.close(connection))
        guard let generation = generations[id], generation.children[process] != nil else { return }
        generations[id]?.children[process] = nil
        effects.append(.send(.kill(process: process), generation.worker))
        endIfDrained(id)
    }

    /// Ends a child that is not needed any more; it is killed, for it may not obey.
    private mutating func retire(_ process: Int32, of id: Int) {
        guard let child = generations[id]?.children[process] else { return }
        generations[id]?.expectedEnds.insert(process)
        remove(child.connection)
        replenish()
    }

    /// Asks for children until there are enough that count, within the maximum.
    mutating func replenish() {
        if let nextID { replenish(nextID) }
        if let currentID { replenish(currentID) }
    }

    private mutating func replenish(_ id: Int) {
        guard let generation = generations[id], generation.phase == .ready, generation.nextFork <= .now else { return }
        let needed = generation.settings.children + secondAttempts.count
        let room = generation.settings.maximum - generation.children.count - generation.pendingForks
        let count = min(needed - generation.usableChildren, room)
        guard count > 0 else { return }
        if generation.pendingForks == 0 { generations[id]?.pendingSince = .now }
        generations[id]?.pendingForks += count
        for _ in 0..<count { effects.append(.send(.fork, generation.worker)) }
    }

    // MARK: Generations

    /// A worker was started; it will take over when it is ready.
    mutating func add(_ worker: WorkerProcess) {
        lastID += 1
        generations[lastID] = Generation(id: lastID, worker: worker, settings: settings)
        nextID = lastID
        if phase != .running { abandonNext() }
    }

    /// The first child of a new generation is there: it serves from now on, the one before drains.
    private mutating func takeOver(_ id: Int) {
        let previous = currentID
        currentID = id
        nextID = nil
        takeovers += 1
        failures = min(failures, 2)
        brokenReason = nil
        idleChildren = []
        if let previous { drain(previous) }
    }

    /// Lets a generation finish what it works on, then end.
    mutating func drain(_ id: Int) {
        guard let generation = generations[id] else { return }
        generations[id]?.drain()
        for (process, child) in generation.children where child.isIdle {
            generations[id]?.children[process]?.isRetired = true
            effects.append(.wake(child.connection))
        }
        endIfDrained(id)
    }

    private mutating func endIfDrained(_ id: Int) {
        guard let generation = generations[id], generation.phase == .draining, generation.children.isEmpty else {
            return
        }
        generations[id]?.end()
        effects.append(.end(generation.worker))
    }
}
