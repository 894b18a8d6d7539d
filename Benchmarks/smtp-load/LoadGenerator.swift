import Glibc
import Loopback

/// Keeps the sessions busy, on one thread.
struct LoadGenerator {
    private let settings: LoadSettings
    private let messages: [[UInt8]]
    private var poller = Poller()
    private var sessions: [Int32: LoadSession] = [:]
    private var idle: [LoadSession] = []
    private var busy = 0
    private var started = 0
    private var ended = 0
    private var report = LoadReport()
    private let identifierBase: UInt64
    private let beginning = monotonicNanoseconds()

    init(settings: LoadSettings, messages: [[UInt8]]) {
        self.settings = settings
        self.messages = messages
        // An IDENT may not come twice, in this run or the next: a filter takes it for the same message.
        identifierBase = UInt64(time(nil)) << 24
    }

    /// Sends all messages, or as many as it comes to before it is asked to stop.
    mutating func run() -> LoadReport {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { buffer.deallocate() }
        var ready: [Poller.Event] = []
        var nextSweep = beginning + 1_000_000_000
        while ended < settings.messages, !StopRequest.isMade {
            let wait = startDueMessages()
            poller.wait(milliseconds: wait, into: &ready)
            for event in ready {
                guard let session = sessions[event.descriptor] else { continue }
                var outcome = event.writable && session.hasOutput ? session.flush() : .pending
                if outcome == .pending, event.readable { outcome = session.read(buffer) }
                act(on: outcome, of: session)
            }
            let now = monotonicNanoseconds()
            if now > nextSweep {
                nextSweep = now + 1_000_000_000
                failLate(now)
            }
        }
        report.nanoseconds = monotonicNanoseconds() - beginning
        for session in idle {
            session.quit()
            _ = session.flush()
        }
        return report
    }

    /// Starts what is due; gives the milliseconds to wait at most.
    private mutating func startDueMessages() -> Int32 {
        guard let rate = settings.rate else {
            while started < settings.messages, busy < settings.sessions { start(dueAt: monotonicNanoseconds()) }
            return 100
        }
        while started < settings.messages, busy < settings.sessions {
            let due = beginning + UInt64(started) * 1_000_000_000 / UInt64(rate)
            let now = monotonicNanoseconds()
            if due > now { return Int32(min((due - now + 999_999) / 1_000_000, 100)) }
            start(dueAt: due)
        }
        return 100
    }

    private mutating func start(dueAt due: UInt64) {
        let message = messages[started % messages.count]
        let identifier = String(identifierBase + UInt64(started), radix: 16, uppercase: true)
        started += 1
        do {
            let session = try idle.popLast() ?? connect()
            busy += 1
            session.beginning = due
            session.isCarrying = true
            session.begin(message, identifier: identifier)
            act(on: .pending, of: session)
        } catch {
            fail("\(error)")
        }
    }

    private mutating func connect() throws -> LoadSession {
        let session = try LoadSession(settings: settings)
        sessions[session.socket.descriptor] = session
        return session
    }

    private mutating func act(on outcome: LoadSession.Outcome, of session: LoadSession) {
        var outcome = outcome
        if outcome == .taken {
            let now = monotonicNanoseconds()
            ended += 1
            report.times.append(UInt32(clamping: (now - min(session.beginning, now)) / 1000))
            report.bytes += session.contentSize
            session.isCarrying = false
            if settings.reusesConnections {
                busy -= 1
                idle.append(session)
            } else {
                session.quit()
            }
            outcome = .pending
        }
        if outcome == .pending, session.hasOutput { outcome = session.flush() }
        switch outcome {
        case .pending, .taken: poller.watch(session.socket.descriptor, writing: session.hasOutput)
        case .over: close(session)
        case .refused(let reason):
            close(session)
            if session.isCarrying { fail(reason) }
        }
    }

    private mutating func close(_ session: LoadSession) {
        poller.forget(session.socket.descriptor)
        sessions[session.socket.descriptor] = nil
        if let index = idle.firstIndex(where: { $0 === session }) {
            idle.remove(at: index)
        } else {
            busy -= 1
        }
        session.socket.close()
    }

    private mutating func fail(_ reason: String) {
        ended += 1
        report.failures[reason, default: 0] += 1
    }

    private mutating func failLate(_ now: UInt64) {
        for session in sessions.values where session.isCarrying {
            if now > session.beginning + settings.timeoutNanoseconds { act(on: .refused("no answer"), of: session) }
        }
    }
}
