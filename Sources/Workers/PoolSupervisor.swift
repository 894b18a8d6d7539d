import CLinux
import Descriptors
import Dispatch
import Evidence
import Glibc
import Logging
import Synchronization

/// Carries out what ``PoolState`` decides: one thread that listens to the workers' parents, and one for each child.
final class PoolSupervisor: Sendable {
    private let state: Mutex<PoolState>
    private let logger: Logger
    private let engines: ScanEngines
    /// Wakes the supervisor's thread out of its poll.
    private let event: OwnedDescriptor

    init(settings: WorkerPoolSettings, logger: Logger) {
        state = Mutex(PoolState(settings: settings))
        self.logger = logger
        engines = ScanEngines(lateness: settings.clamdLateness, logger: logger)
        event = OwnedDescriptor(tamis_event_create())
    }

    var status: WorkerStatus {
        var (status, settings) = state.withLock { ($0.status, $0.settings.worker.antivirus) }
        status.antivirus = engines.state(settings, libclamav: status.antivirus)
        return status
    }

    // MARK: From outside

    func start() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let isFirst = withState { state in
                if state.phase == .running, !state.startWaiters.isEmpty {
                    state.startWaiters.append(continuation)
                    return false
                }
                guard state.phase == .idle else {
                    state.effects.append(
                        .started([continuation], state.phase == .running ? nil : WorkerPoolError("the pool has ended")))
                    return false
                }
                state.phase = .running
                state.nextStart = .now
                state.startWaiters.append(continuation)
                return true
            }
            if isFirst, !BlockingThread.start({ self.supervise() }) {
                withState { $0.failed("no thread for the supervisor") }
            }
        }
    }

    func stop() async {
        await withCheckedContinuation { continuation in
            withState { state in
                state.stopWaiters.append(continuation)
                state.stop()
            }
            tamis_event_signal(event.number)
        }
    }

    func roundTrip() async {
        await withCheckedContinuation { continuation in
            let isSupervised = state.withLock { state in
                guard state.phase == .running || state.phase == .stopping else { return false }
                state.roundTrips.append(continuation)
                return true
            }
            if isSupervised { tamis_event_signal(event.number) } else { continuation.resume() }
        }
    }

    func submit(_ job: Job) {
        if withState({ $0.submit(job) }) { tamis_event_signal(event.number) }
    }

    func reload(_ settings: WorkerPoolSettings?) {
        withState { $0.reload(settings) }
        tamis_event_signal(event.number)
    }

    // MARK: The supervisor's thread

    private func supervise() {
        while true {
            let now = ContinuousClock.now
            if withState({ $0.tick(now) }) { startWorker() }
            let (workers, deadline, isOver, roundTrips) = state.withLock { state in
                defer { state.roundTrips = [] }
                return (
                    state.generations.mapValues(\.worker), state.nextTick(now), state.phase == .stopped,
                    state.roundTrips
                )
            }
            for waiter in roundTrips { waiter.resume() }
            if isOver { return }
            let ids = Array(workers.keys)
            var entries = ids.compactMap { workers[$0]?.control.descriptor }
                .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            entries.append(pollfd(fd: event.number, events: Int16(POLLIN), revents: 0))
            poll(&entries, nfds_t(entries.count), deadline.pollTimeout)
            tamis_event_drain(event.number)
            for (id, entry) in zip(ids, entries) where entry.revents != 0 {
                if let worker = workers[id] { listen(to: worker, id) }
            }
        }
    }

    private func startWorker() {
        let settings = state.withLock { $0.settings }
        do throws(SystemError) {
            let worker = try WorkerProcess.start(settings)
            logger.info("worker \(worker.process) started: \(settings.executable)")
            withState { $0.add(worker) }
            if settings.worker.antivirus.asksClamd {
                // Messages find out for themselves where there is no thread.
                _ = BlockingThread.start { self.engines.look(at: settings.worker.antivirus) }
            }
        } catch {
            logger.error("worker: \(error)")
            withState { $0.failed(error.description) }
        }
    }

    private func listen(to worker: WorkerProcess, _ id: Int) {
        do {
            if case .packet(let packet) = try worker.control.receive() {
                let report = try WorkerReport(decoding: packet.bytes)
                if case .child(let process) = report {
                    try connect(process, packet.descriptors, to: worker, id)
                } else {
                    withState { $0.received(report, from: id) }
                }
                return
            }
        } catch {
            logger.error("worker \(worker.process): \(error)")
        }
        // First out of the state, so that what its children lose is not put down to their messages.
        withState { state in
            if state.currentID == id { state.currentID = nil }
            state.generations[id]?.isGone = true
        }
        let status = worker.reap()
        withState { $0.ended(id, status: status) }
    }

    private func connect(_ process: Int32, _ descriptors: [OwnedDescriptor], to worker: WorkerProcess, _ id: Int) throws
    {
        guard let descriptor = descriptors.first else { throw WireError.truncated(at: 0) }
        let socket = PacketSocket(owning: descriptor)
        let connection = try ChildConnection(generation: id, process: process, socket: socket)
        guard withState({ $0.add(connection) }) else {
            worker.send(.kill(process: process))
            return
        }
        if !BlockingThread.start({ self.serve(connection) }) {
            throw SystemError("a thread for a worker child", number: EAGAIN)
        }
    }

    // MARK: A child's thread

    private func serve(_ connection: ChildConnection) {
        while true {
            switch withState({ $0.turn(of: connection) }) {
            case .end: return
            case .wait: connection.wake.wait()
            case .work(let job):
                guard let settings = state.withLock({ $0.generations[connection.generation]?.settings }) else {
                    withState { $0.finished(job, by: connection, .notBegun) }
                    return
                }
                let outcome = connection.attempt(job, settings, engines) { withState { $0.markSlow(connection) } }
                withState { $0.finished(job, by: connection, outcome) }
            }
        }
    }

    // MARK: Effects

    /// Changes the state, then does what it wants done.
    @discardableResult
    private func withState<Result: Sendable>(_ change: (inout PoolState) -> Result) -> Result {
        let (result, effects) = state.withLock { state in
            let result = change(&state)
            defer { state.effects = [] }
            return (result, state.effects)
        }
        for effect in effects { carryOut(effect) }
        return result
    }

    private func carryOut(_ effect: PoolEffect) {
        switch effect {
        case .log(let level, let text): logger.log(level: level, "\(text)")
        case .send(let command, let worker): worker.send(command)
        case .end(let worker): worker.end()
        case .kill(let worker): worker.kill()
        case .wake(let connection): connection.wake.signal()
        case .close(let connection): connection.close()
        case .finish(let job, let reason): job.finish(reason)
        case .started(let waiters, let error):
            for waiter in waiters {
                if let error { waiter.resume(throwing: error) } else { waiter.resume() }
            }
        case .stopped(let waiters):
            for waiter in waiters { waiter.resume() }
        }
    }
}
