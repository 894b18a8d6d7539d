import Descriptors
import Evidence
import Glibc
import Testing

@testable import Workers

@Suite("The pool's decisions where a worker ends before the next one starts")
struct SequentialReloadStateTests {
    private static let info = AntivirusInfo(
        signatureCount: 7, databaseVersion: "27801", databaseTime: nil, engine: "ClamAV 1.4.6")

    private static var settings: WorkerPoolSettings {
        var settings = WorkerPoolSettings(
            worker: WorkerSettings(antivirus: AntivirusSettings(), scratch: "/nonexistent"),
            executable: "/nonexistent")
        settings.reload = .sequential
        return settings
    }

    /// A running pool and the far ends of its sockets; no worker or child of it is a process.
    private struct Pool {
        var state = PoolState(settings: SequentialReloadStateTests.settings)
        var ends: [PacketSocket] = []
        var workers = 0

        init() {
            state.phase = .running
        }

        mutating func addWorker(_ antivirus: AntivirusState? = nil) throws {
            let (control, far) = try PacketSocket.pair()
            ends.append(far)
            state.add(WorkerProcess(process: 0, control: control))
            workers += 1
            if let antivirus { state.received(.ready(antivirus, missingCharsets: []), from: workers) }
        }

        mutating func addChild() throws -> ChildConnection {
            let (ours, theirs) = try PacketSocket.pair()
            ends.append(theirs)
            let child = try ChildConnection(generation: workers, process: Int32(workers), socket: ours)
            let isWanted = state.add(child)
            #expect(isWanted)
            return child
        }

        /// Whether the supervisor is told to start a worker; where it is not, it does not come round in vain.
        mutating func expectStart(_ expected: Bool, _ location: SourceLocation = #_sourceLocation) {
            let now = ContinuousClock.now
            let starts = state.tick(now)
            #expect(starts == expected, sourceLocation: location)
            #expect(starts || state.nextTick(now) > now, sourceLocation: location)
        }

        var endsOfWorkers: Int {
            state.effects.count { if case .end = $0 { true } else { false } }
        }

        var checks: Int {
            state.effects.count { if case .send(.checkDatabase, _) = $0 { true } else { false } }
        }
    }

    private static func job(_ body: (Job) throws -> Void) async throws -> Inspection {
        let content = try ContentFile.holding(PoolFixture.mail())
        return await withCheckedContinuation { continuation in
            let job = Job(content, InspectionRequest(scans: true, deadline: .now + .seconds(300)), continuation)
            do {
                try body(job)
            } catch {
                Issue.record(error)
            }
            job.finish("over")
        }
    }

    @Test("Newer signatures: messages in work are finished, the old worker ends, then the new one starts")
    func order() async throws {
        _ = try await Self.job { first in
            var pool = Pool()
            try pool.addWorker(.ready(Self.info))
            let child = try pool.addChild()
            _ = pool.state.turn(of: child)
            _ = pool.state.submit(first)
            guard case .work = pool.state.turn(of: child) else { throw TestFailure("the message is not handed out") }

            pool.state.received(.databaseChanged, from: 1)
            pool.expectStart(false)
            #expect(pool.endsOfWorkers == 0)
            #expect(pool.state.status.antivirus == .loading)
            pool.state.finished(first, by: child, .answered)
            guard case .end = pool.state.turn(of: child) else { throw TestFailure("the old worker goes on") }
            #expect(pool.endsOfWorkers == 1)
            pool.expectStart(false)
            pool.state.ended(1, status: 0)
            pool.expectStart(true)
            #expect(pool.state.lostWorkers == 0)
        }
    }

    @Test("Meanwhile messages wait, until their deadline or the new worker")
    func waiting() async throws {
        let inspection = try await Self.job { job in
            var pool = Pool()
            try pool.addWorker(.ready(Self.info))
            let old = try pool.addChild()
            _ = pool.state.turn(of: old)
            pool.state.received(.databaseChanged, from: 1)
            let isFirst = pool.state.submit(job)
            #expect(isFirst)
            #expect(pool.state.status.queuedMessages == 1)
            #expect(pool.state.waitingReason == "the worker was being replaced")
            guard case .end = pool.state.turn(of: old) else { throw TestFailure("the old worker takes it up") }
            pool.state.ended(1, status: 0)
            pool.expectStart(true)
            try pool.addWorker(.ready(Self.info))
            let new = try pool.addChild()
            guard case .work = pool.state.turn(of: new) else { throw TestFailure("the message is not handed out") }
            #expect(pool.state.status.generation == 2)
        }
        #expect(inspection.scan == .unavailable(reason: "over"))
    }

    @Test("Law 10: new signatures that are broken leave none, which is said, and they are tried again")
    func broken() async throws {
        let inspection = try await Self.job { job in
            var pool = Pool()
            try pool.addWorker(.ready(Self.info))
            pool.state.received(.databaseChanged, from: 1)
            pool.state.ended(1, status: 0)
            pool.expectStart(true)
            try pool.addWorker(.unavailable(reason: "broken"))
            let child = try pool.addChild()
            #expect(pool.state.status.antivirus == .unavailable(reason: "broken"))
            #expect(pool.state.nextStart != nil)
            _ = pool.state.submit(job)
            guard case .work = pool.state.turn(of: child) else { throw TestFailure("the message is not handed out") }
            // The one that has no signatures serves on while they are tried again.
            pool.state.reload(Self.settings)
            pool.expectStart(true)
            #expect(pool.state.currentID == 2)
        }
        #expect(inspection.scan == .unavailable(reason: "broken"))
    }

    @Test("Settings that are no others only have the signatures looked at")
    func unchanged() throws {
        var pool = Pool()
        try pool.addWorker(.ready(Self.info))
        _ = try pool.addChild()
        pool.state.reload(Self.settings)
        #expect(pool.checks == 1)
        pool.expectStart(false)
        #expect(pool.state.currentID == 1)
        var other = Self.settings
        other.children += 1
        pool.state.reload(other)
        #expect(pool.checks == 1)
        #expect(pool.state.currentID == nil)
    }

    @Test("A worker that does not start with new settings is followed by one with the old")
    func badSettings() throws {
        var pool = Pool()
        try pool.addWorker(.ready(Self.info))
        var other = Self.settings
        other.executable = "/nonexistent/other"
        pool.state.reload(other)
        pool.state.ended(1, status: 0)
        pool.expectStart(true)
        #expect(pool.state.settings == other)
        pool.state.failed("no such program")
        #expect(pool.state.settings == Self.settings)
        pool.expectStart(true)
    }

    @Test("One that is loading when the signatures change again ends before the next one starts")
    func twice() throws {
        var pool = Pool()
        try pool.addWorker()
        pool.state.reload()
        pool.expectStart(false)
        pool.state.ended(1, status: 9)
        pool.expectStart(true)
    }
}
