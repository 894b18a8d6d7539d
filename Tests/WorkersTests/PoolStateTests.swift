import Descriptors
import Evidence
import Glibc
import Logging
import Testing

@testable import Workers

@Suite("The pool's decisions")
struct PoolStateTests {
    /// A running pool with one worker and one child of it, none of which is a process.
    private static func state() throws -> (state: PoolState, child: ChildConnection, ends: [PacketSocket]) {
        let settings = WorkerPoolSettings(
            worker: WorkerSettings(antivirus: nil, scratch: "/nonexistent"), executable: "/nonexistent")
        var state = PoolState(settings: settings)
        state.phase = .running
        let (control, far) = try PacketSocket.pair()
        state.add(WorkerProcess(process: 0, control: control))
        state.received(.ready(.disabled, missingCharsets: []), from: 1)
        let (ours, theirs) = try PacketSocket.pair()
        let child = try ChildConnection(generation: 1, process: 1, socket: ours)
        let isWanted = state.add(child)
        #expect(isWanted)
        return (state, child, [far, theirs])
    }

    @Test("Signatures that are more than three days old are warned of", arguments: [(1, 0), (2, 0), (4, 1), (40, 1)])
    func oldSignatures(days: Int, warnings: Int) throws {
        var state = PoolState(
            settings: WorkerPoolSettings(
                worker: WorkerSettings(antivirus: AntivirusSettings(), scratch: "/nonexistent"),
                executable: "/nonexistent"))
        state.phase = .running
        let (control, _) = try PacketSocket.pair()
        state.add(WorkerProcess(process: 0, control: control))
        let info = AntivirusInfo(
            signatureCount: 7, databaseVersion: "27801", databaseTime: time(nil) - days * 86_400 - 60,
            engine: "ClamAV 1.4.6")
        state.received(.ready(.ready(info), missingCharsets: []), from: 1)
        let found = state.effects.filter { effect in
            if case .log(.warning, let text) = effect {
                text.contains("\(days) days old; see that freshclam runs")
            } else {
                false
            }
        }
        #expect(found.count == warnings)
    }

    @Test("A worker that is killed before the pool has started is tried again; one that ends by itself is not")
    func killedAtTheStart() async throws {
        let settings = WorkerPoolSettings(
            worker: WorkerSettings(antivirus: nil, scratch: "/nonexistent"), executable: "/nonexistent")
        for (statuses, isOver) in [([9], false), ([9, 9], false), ([9, 9, 9], true), ([1 << 8], true)] {
            try? await withCheckedThrowingContinuation { continuation in
                var state = PoolState(settings: settings)
                state.phase = .running
                state.startWaiters.append(continuation)
                for (index, status) in statuses.enumerated() {
                    guard let (control, _) = try? PacketSocket.pair() else { continue }
                    state.add(WorkerProcess(process: 0, control: control))
                    state.ended(index + 1, status: Int32(status))
                }
                #expect((state.phase == .stopped) == isOver, "\(statuses)")
                #expect(state.startWaiters.isEmpty == isOver)
                continuation.resume()
            }
        }
    }

    @Test("A message that was given to a child whose worker ends before its thread takes it up waits for the next one")
    func notTaken() async throws {
        let content = try ContentFile.holding(PoolFixture.mail())
        let inspection = await withCheckedContinuation { continuation in
            let job = Job(content, InspectionRequest(scans: false, deadline: .now + .seconds(300)), continuation)
            do {
                var (state, child, _) = try Self.state()
                guard case .wait = state.turn(of: child) else {
                    Issue.record("a child without a message does not wait")
                    return job.finish("failed")
                }
                _ = state.submit(job)
                #expect(state.status.queuedMessages == 0)
                state.ended(1, status: 9)
                #expect(state.status.queuedMessages == 1)
                guard case .end = state.turn(of: child) else {
                    Issue.record("the thread of a child that is gone goes on")
                    return job.finish("failed")
                }
                // Taken up, it is the thread's to answer for: it must not be in the queue too.
                let (second, next, _) = try Self.state()
                state = second
                _ = state.turn(of: next)
                _ = state.submit(job)
                guard case .work = state.turn(of: next) else {
                    Issue.record("the message is not handed out")
                    return job.finish("failed")
                }
                state.ended(1, status: 9)
                #expect(state.status.queuedMessages == 0)
                job.finish("done")
            } catch {
                Issue.record(error)
                job.finish("failed")
            }
        }
        #expect(inspection.reading.unavailableReason == "done")
    }
}
