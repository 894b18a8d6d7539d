import Evidence

/// One worker, from its start to its end, as the pool sees it: the parent and its children.
struct Generation: Sendable {
    enum Phase: Sendable {
        /// Started; the database is being loaded.
        case loading
        /// Children can be forked; the first one takes over from the generation before.
        case ready
        /// Another has taken over, or the pool stops: messages in work are finished, then it ends.
        case draining
        /// Told to end.
        case ending
    }

    struct Child: Sendable {
        let connection: ChildConnection
        /// The message it works on, or is to take up.
        var job: Job?
        /// Whether its thread has taken the message up, and will say how the attempt ended.
        var hasTaken = false
        /// Whether it has its message for longer than `busyAfter`.
        var isSlow = false
        /// Whether its thread waits for a message.
        var isIdle = false
        /// Messages it has answered.
        var answered = 0
        /// Whether it is being ended by us, so that its end is no loss.
        var isRetired = false
    }

    let id: Int
    let worker: WorkerProcess
    let settings: WorkerPoolSettings
    let started = ContinuousClock.now
    private(set) var phase = Phase.loading
    /// Since when it is told to end.
    private(set) var endingSince: ContinuousClock.Instant?
    /// Whether the parent is dead; its children are being killed.
    var isGone = false
    var antivirus = AntivirusState.loading
    var missingLayers: [String] = []
    /// Why it refused to start.
    var refusal: String?
    var children: [Int32: Child] = [:]
    /// Children that were asked for and have not come, and since when.
    var pendingForks = 0
    var pendingSince = ContinuousClock.now
    /// Not to ask for children before this time: the last one could not be made, or died at once.
    var nextFork = ContinuousClock.now
    /// Children whose end will be reported and is no news.
    var expectedEnds: Set<Int32> = []

    init(id: Int, worker: WorkerProcess, settings: WorkerPoolSettings) {
        self.id = id
        self.worker = worker
        self.settings = settings
    }

    mutating func becomeReady() {
        phase = .ready
    }

    mutating func drain() {
        phase = .draining
    }

    mutating func end() {
        phase = .ending
        endingSince = .now
    }

    /// Whether messages can be scanned where the worker has no signatures.
    var asksClamd: Bool { settings.worker.antivirus.asksClamd }

    /// Children that count: all but the slow ones, and those that are coming.
    var usableChildren: Int { children.values.count { !$0.isSlow && !$0.isRetired } + pendingForks }
}
