import Evidence

/// Messages that wait, first come, first served.
struct JobQueue {
    private var jobs: [Job?] = []
    private var head = 0

    var count: Int { jobs.count - head }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ job: Job) {
        jobs.append(job)
    }

    /// Puts a message back that a dead child had not begun.
    mutating func prepend(_ job: Job) {
        if head > 0 {
            head -= 1
            jobs[head] = job
        } else {
            jobs.insert(job, at: 0)
        }
    }

    mutating func popFirst() -> Job? {
        guard !isEmpty else { return nil }
        defer {
            jobs[head] = nil
            head += 1
            // Each element moves at most once for every one that was taken.
            if head * 2 > jobs.count {
                jobs.removeFirst(head)
                head = 0
            }
        }
        return jobs[head]
    }

    /// Takes out the messages whose deadline has passed.
    mutating func removeExpired(_ now: ContinuousClock.Instant) -> [Job] {
        let waiting = jobs[head...].compactMap(\.self)
        let expired = waiting.filter { $0.request.deadline <= now }
        if !expired.isEmpty {
            jobs = waiting.filter { $0.request.deadline > now }
            head = 0
        }
        return expired
    }

    /// Takes out all.
    mutating func removeAll() -> [Job] {
        defer {
            jobs = []
            head = 0
        }
        return jobs[head...].compactMap(\.self)
    }

    /// The earliest deadline.
    var deadline: ContinuousClock.Instant? {
        jobs[head...].lazy.compactMap(\.self?.request.deadline).min()
    }
}
