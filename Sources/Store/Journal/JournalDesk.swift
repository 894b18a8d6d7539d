import Policy

/// What the writer's thread and its callers share, under one lock held for short.
///
/// A request is waiting, then taken by the writer, then *settled*: its records are known; then answered, when the
/// transaction that holds it has ended.
struct JournalDesk {
    /// A call that waits for the writer.
    enum Request {
        case begin([JournalKey], CheckedContinuation<[JournalRecord], Never>)
        case end([(key: JournalKey, outcome: JournalOutcome)])

        /// The keys of the attempts that begin.
        var begun: [JournalKey] {
            switch self {
            case .begin(let keys, _): keys
            case .end: []
            }
        }
    }

    /// An answer that waits for its transaction.
    struct Answer {
        let continuation: CheckedContinuation<[JournalRecord], Never>
        let records: [JournalRecord]

        func give() { continuation.resume(returning: records) }
    }

    /// Why callers are served from memory at once.
    enum Absence { case stuck, closed }

    var ledger = JournalLedger()
    var clock: JournalClock
    var keep: Duration
    var status = JournalStatus()

    var waiting: [Request] = []
    var taken: [Request] = []
    var answers: [Answer] = []
    /// Set while nobody is to wait for the writer.
    var absence: Absence?

    /// Whether the bell was rung and not heard yet.
    var isRung = false
    /// Whether the writer is in the middle of a round, and for how many ticks.
    var isWorking = false
    var ticksAtWork = 0

    /// Whether another try at a failing database is due, and the ticks since the last one.
    var isTryDue = true
    var ticksSinceTry = 0
    /// Set by the upkeep: the database is damaged, or another file lies at the path.
    var isDamaged = false
    var isReplaced = false
    /// The number of the open file; nil while none is open.
    var inode: UInt64?
    /// Whether the next try opens the database anew.
    var isConnectionSuspect = false
    var isFailureReported = false
    /// Whether the threads are to end.
    var isClosing = false
    var isWriterDone = false

    /// The keeping time in seconds.
    var keepSeconds: Int { Int(keep.components.seconds) }

    /// Whether there are requests and nobody waits for them.
    var isUnhurried: Bool { !isClosing && !waiting.isEmpty && waiting.allSatisfy(\.begun.isEmpty) }

    /// Applies what the writer has taken.
    mutating func settleTaken() {
        settle(taken)
        taken = []
    }

    /// Applies everything and gives the answers to be sent now, written or not.
    mutating func settleAll() -> [Answer] {
        settleTaken()
        settle(waiting)
        waiting = []
        return takeAnswers()
    }

    /// The answers whose transaction has ended.
    mutating func takeAnswers() -> [Answer] {
        defer { answers = [] }
        return answers
    }

    private mutating func settle(_ requests: [Request]) {
        for request in requests {
            switch request {
            case .begin(let keys, let continuation):
                answers.append(Answer(continuation: continuation, records: ledger.begin(keys)))
            case .end(let attempts): ledger.end(attempts)
            }
        }
    }
}
