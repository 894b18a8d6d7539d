import Foundation
import Synchronization
import TestSupport

/// Mail through a Postfix, Tamis and Postfix again, while things break; then peace, until all of it is settled.
final class ChaosRun: Sendable {
    let options: ChaosOptions
    let postfix: PostfixInstance
    let hop: FaultyHop
    let tamis: SupervisedTamis
    private let plan: ChaosHopPlan
    private let scratch: SmallFileSystem
    private let quarantine: SmallFileSystem
    private let record = Mutex(Record())

    /// A stretch of time in which the journal could not be written.
    typealias Locked = (from: ContinuousClock.Instant, to: ContinuousClock.Instant)

    private struct Record {
        var counts: [ChaosFault: Int] = [:]
        var locked: [Locked] = []
    }

    /// How often each kind of fault happened.
    var faultCounts: [ChaosFault: Int] { record.withLock { $0.counts } }
    /// When the journal was locked by another program.
    var journalLocks: [Locked] { record.withLock { $0.locked } }

    init(over filterProtocol: PostfixInstance.FilterProtocol, _ options: ChaosOptions) async throws {
        self.options = options
        let port = try LoopbackPort.free()
        postfix = try await PostfixInstance.start(filterPort: port, over: filterProtocol)
        let plan = ChaosHopPlan(seed: options.seed)
        self.plan = plan
        hop = try FaultyHop(to: postfix.reentryPort) { plan.fault(at: $0) }
        let folder = try TemporaryFolder("chaos")
        scratch = try SmallFileSystem(over: folder.folder("scratch"), kilobytes: 65_536)
        quarantine = try SmallFileSystem(over: folder.folder("quarantine"), kilobytes: 32_768)
        // A virus that could not be looked for stays with Postfix, so that all of them must end in quarantine.
        tamis = try SupervisedTamis(
            port: port, nextHop: hop.port, folder: folder,
            settings: [
                "antivirus.on_failure=tempfail", "smtp.deadline=60", "worker.deadline=30", "smtp.drain=5",
                "worker.children=4",
            ])
    }

    /// Sends, breaks, mends, waits; gives what was sent. What is still in the queue after the wait stays there.
    func run() async throws -> [ChaosMail] {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.tamis.supervise() }
            _ = try await tamis.running()
            let injection = ChaosInjection(into: postfix.port, options)
            try await breakThings(until: injection)
            plan.mend()
            // Only a bound for a failure: what was put off is tried again every second.
            try? await eventually("the queue is empty", within: .seconds(600)) { postfix.queued == 0 }
            try await tamis.end()
            try await group.waitForAll()
            if let failure = injection.failure { throw DidNotHappen(description: "injection: \(failure)") }
            return injection.sent
        }
    }

    private func breakThings(until injection: ChaosInjection) async throws {
        var deck = ChaosDeck(seed: options.seed)
        var generator = SeededGenerator(seed: options.seed &+ 1)
        while !injection.isOver {
            let next = deck.deal()
            if try await apply(next.fault, next.withKill ? .killDaemon : nil, lasts: next.lasts, &generator) {
                record.withLock { $0.counts[next.fault, default: 0] += 1 }
            }
            try await Task.sleep(for: next.pause)
            if deck.rounds > 0 { injection.allowEnd() }
        }
    }

    /// Whether it could be done.
    private func apply(
        _ fault: ChaosFault, _ second: ChaosFault?, lasts: Duration, _ generator: inout SeededGenerator
    ) async throws -> Bool {
        let process = try await tamis.running().process
        let worker = ProcessTree.children(of: process.pid).first
        switch fault {
        case .killDaemon: try await tamis.killNow()
        case .killChild:
            guard let child = worker.map({ ProcessTree.children(of: $0) })?.randomElement(using: &generator) else {
                return false
            }
            kill(child, SIGKILL)
        case .killWorker:
            guard let worker else { return false }
            kill(worker, SIGKILL)
        case .reload: process.signal(SIGHUP)
        case .restart: try await tamis.restart()
        case .hopHangsUp: hop.hangUp()
        case .hopRefuses:
            hop.refuseConnections()
            try await last(lasts, second)
            try hop.listen()
        case .scratchFull:
            try scratch.fill()
            try await last(lasts, second)
            scratch.makeRoom()
        case .quarantineFull:
            try quarantine.fill()
            try await last(lasts, second)
            quarantine.makeRoom()
        case .bayesLocked: return try await lock("bayes.db", lasts, second)
        case .journalLocked: return try await lock("journal.db", lasts, second)
        case .clockForward, .clockBack:
            guard SupervisedTamis.canSetClock else { return false }
            try tamis.setClock(fault == .clockForward ? 3_600 : -86_400)
            try await last(lasts, second)
            try tamis.setClock(0)
        case .descriptorsUsedUp: try await limitDescriptors(of: process, to: 2, idle: 0, lasts, second)
        case .idleConnections: try await limitDescriptors(of: process, to: 30, idle: 60, lasts, second)
        }
        return true
    }

    private func last(_ time: Duration, _ second: ChaosFault?) async throws {
        try await Task.sleep(for: time / 2)
        if second == .killDaemon {
            try await tamis.killNow()
            record.withLock { $0.counts[.killDaemon, default: 0] += 1 }
        }
        try await Task.sleep(for: time / 2)
    }

    private func lock(_ name: String, _ lasts: Duration, _ second: ChaosFault?) async throws -> Bool {
        let path = tamis.folder.path + "/storage/" + name
        guard FileManager.default.fileExists(atPath: path) else { return false }
        let from = ContinuousClock.now
        let lock = try await DatabaseLock.take(path)
        try await last(lasts, second)
        try await lock.stop()
        if name == "journal.db" { record.withLock { $0.locked.append((from, .now)) } }
        return true
    }

    /// As prlimit(1) takes them.
    private static func descriptorLimits(of pid: pid_t) throws -> String {
        let limits = try String(contentsOfFile: "/proc/\(pid)/limits", encoding: .utf8)
        let line = limits.split(separator: "\n").first { $0.hasPrefix("Max open files") }
        let words = line?.split(separator: " ") ?? []
        guard words.count > 4 else { throw DidNotHappen(description: limits) }
        return "\(words[3]):\(words[4])"
    }

    /// Lets a process have only so many descriptors more than it has, while clients connect that say nothing.
    private func limitDescriptors(
        of process: ChildProcess, to more: Int, idle: Int, _ lasts: Duration, _ second: ChaosFault?
    ) async throws {
        let program = URL(filePath: "/usr/bin/prlimit")
        let pid = "\(process.pid)"
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count) ?? 0
        let before = try Self.descriptorLimits(of: process.pid)
        _ = try await ChildProcess(program, ["--pid", pid, "--nofile=\(open + more):"]).wait()
        let clients = (0..<idle).compactMap { _ in try? SMTPDialogue(port: tamis.port) }
        try await last(lasts, second)
        for client in clients { client.hangUp() }
        // It may be another process by now, with the limits it was born with.
        if process.exitStatus == nil {
            _ = try await ChildProcess(program, ["--pid", pid, "--nofile=\(before)"]).wait()
        }
    }
}
