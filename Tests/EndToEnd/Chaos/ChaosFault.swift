import TestSupport

/// What is done to Tamis and its surroundings while mail flows.
enum ChaosFault: String, CaseIterable, Sendable {
    case killDaemon = "kill -9 of the daemon"
    case killChild = "kill -9 of a worker child"
    case killWorker = "kill -9 of the worker parent"
    case reload = "SIGHUP"
    case restart = "SIGTERM and start"
    case hopRefuses = "next hop refuses connections"
    case hopHangsUp = "next hop breaks all connections"
    case scratchFull = "scratch folder full"
    case quarantineFull = "quarantine folder full"
    case bayesLocked = "bayes.db locked"
    case journalLocked = "journal.db locked"
    case clockForward = "clock an hour ahead"
    case clockBack = "clock a day back"
    case descriptorsUsedUp = "file descriptors used up"
    case idleConnections = "idle connections against a low limit"

    /// Whether it needs a clock that can be set.
    var isOfClock: Bool { self == .clockForward || self == .clockBack }
}

/// The order of faults: every kind once before any comes again, shuffled from a seed.
struct ChaosDeck {
    private var generator: SeededGenerator
    private var rest: [ChaosFault] = []
    /// How often all kinds were dealt.
    private(set) var rounds = 0

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// The next fault, how long it lasts, how long all is well after it, and whether the daemon is killed meanwhile.
    mutating func deal() -> (fault: ChaosFault, lasts: Duration, pause: Duration, withKill: Bool) {
        if rest.isEmpty {
            // The daemon's death is the point of all this: it comes thrice a round.
            rest = (ChaosFault.allCases + [.killDaemon, .killDaemon]).shuffled(using: &generator)
        }
        let fault = rest.removeLast()
        if rest.isEmpty { rounds += 1 }
        return (
            fault, .milliseconds(Int.random(in: 300...2_500, using: &generator)),
            .milliseconds(Int.random(in: 100...1_200, using: &generator)), Int.random(in: 0..<3, using: &generator) == 0
        )
    }
}
