import CLinux
import Descriptors
import Evidence
import Foundation
import TestSupport
import Testing

/// The worker program by itself, spoken to as the daemon does.
@Suite struct WorkerProcessTests {
    @Test("Inside the cage everything forbidden fails, and scratch folder and charsets work")
    func cage() throws {
        let folder = try TemporaryFolder("cage")
        let output = Pipe()
        let process = Process()
        process.executableURL = try BuiltPrograms.path(of: "tamis-worker")
        process.arguments = ["--check-cage", folder.path]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        for refused in ["open an internet socket", "run a program", "fork", "read /etc/passwd", "write outside"] {
            #expect(text.contains("ok      refused: \(refused)"), "\(text)")
        }
        #expect(text.contains("ok      refused: memory over the limit"))
        #expect(text.contains("charsets"))
        #expect(!text.contains("FAILED"))
    }

    @Test("When the daemon is gone, parent and children end and the scratch folder is empty")
    func endOfDaemon() async throws {
        let folder = try TemporaryFolder("worker")
        var worker: Worker? = try Worker(WorkerSettings(antivirus: nil, scratch: folder.path))
        let control = try #require(worker?.control)
        guard case .caged(missingLayers: []) = try worker?.report(), case .ready = try worker?.report() else {
            Issue.record("not ready")
            return
        }
        try control.send(WorkerCommand.fork.encoded)
        try control.send(WorkerCommand.fork.encoded)
        guard case .child(let first) = try worker?.report(), case .child(let second) = try worker?.report() else {
            Issue.record("no children")
            return
        }
        // Stopped, so that it cannot see the end of its own socket.
        kill(first, SIGSTOP)
        let processes = [try #require(worker?.process), first, second]
        worker?.control.shutdown()
        worker = nil
        try await eventually("the end of \(processes)") { processes.allSatisfy { !$0.isRunning } }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test("A trial of the cage that somebody else kills is made again")
    func killedTrial() throws {
        let folder = try TemporaryFolder("worker")
        for _ in 0..<10 {
            let worker = try Worker(WorkerSettings(antivirus: nil, scratch: folder.path))
            let parent = worker.process
            detachThread {
                let deadline = ContinuousClock.now + .seconds(100)
                while .now < deadline {
                    guard let child = ProcessTree.children(of: parent).first else { continue }
                    kill(child, SIGKILL)
                    return
                }
            }
            let report = try worker.report()
            guard case .caged(missingLayers: []) = report else {
                Issue.record("\(report)")
                return
            }
        }
    }

    @Test("Settings of another version are refused with a reason")
    func version() throws {
        let folder = try TemporaryFolder("worker")
        var bytes = WorkerSettings(antivirus: nil, scratch: folder.path).encoded
        bytes[0] &+= 1
        let worker = try Worker(settings: bytes)
        guard case .refused(let reason) = try worker.report() else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("different versions"))
    }

    @Test("Only the worker's own children are killed on command")
    func killsItsOwn() async throws {
        let folder = try TemporaryFolder("worker")
        let worker = try Worker(WorkerSettings(antivirus: nil, scratch: folder.path))
        _ = (try worker.report(), try worker.report())
        let stranger = try Process.run(URL(filePath: "/bin/sleep"), arguments: ["600"])
        defer { kill(stranger.processIdentifier, SIGKILL) }
        try worker.control.send(WorkerCommand.kill(process: stranger.processIdentifier).encoded)
        try worker.control.send(WorkerCommand.fork.encoded)
        guard case .child(let child) = try worker.report() else {
            Issue.record("no child")
            return
        }
        try worker.control.send(WorkerCommand.kill(process: child).encoded)
        #expect(try worker.report() == .childEnded(process: child, status: SIGKILL))
        #expect(stranger.isRunning)
    }
}

/// A worker started by hand.
private final class Worker {
    let process: pid_t
    let control: PacketSocket
    /// The children's sockets, which end them when they close.
    private var children: [OwnedDescriptor] = []

    convenience init(_ settings: WorkerSettings) throws {
        try self.init(settings: settings.encoded)
    }

    init(settings: [UInt8]) throws {
        let (ours, theirs) = try PacketSocket.pair()
        let path = try BuiltPrograms.path(of: "tamis-worker").path
        var arguments = [strdup(path), nil]
        defer { free(arguments[0]) }
        var process: pid_t = 0
        let code = tamis_spawn(path, &arguments, nil, theirs.descriptor, &process)
        guard code == 0 else { throw SystemError("spawn", number: code) }
        self.process = process
        control = ours
        try ours.send(settings)
    }

    deinit {
        control.shutdown()
        waitpid(process, nil, 0)
    }

    func report() throws -> WorkerReport {
        guard case .packet(let packet) = try control.receive(deadline: .now + .seconds(600)) else {
            throw TestFailure("no report")
        }
        children += packet.descriptors
        return try WorkerReport(decoding: packet.bytes)
    }
}
