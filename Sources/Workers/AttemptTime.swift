import Evidence

/// The time of one attempt at a message.
struct AttemptTime {
    /// When it is up.
    let end: ContinuousClock.Instant
    /// Whether the child has had the message for longer than it should.
    var isSlow = false

    private let start = ContinuousClock.now
    private let slowFrom: ContinuousClock.Instant

    init(_ settings: WorkerPoolSettings, _ request: InspectionRequest) {
        end = min(start + settings.attemptDeadline, request.deadline)
        slowFrom = start + settings.busyAfter
    }

    /// Until when to wait now.
    var deadline: ContinuousClock.Instant { isSlow ? end : min(end, slowFrom) }
    /// Whether the wait that has just ended was the last.
    var isOver: Bool { deadline == end }
    /// How long it was to last.
    var seconds: Int64 { (end - start).components.seconds }
}
