import Foundation
import Synchronization
import TestSupport

/// A daemon that is started again whenever it ends, as systemd would, with clock and disks of its own.
final class SupervisedTamis: Sendable {
    /// When it ended in the middle of its work, by the steady clock and by the calendar; and when it was seen to be dead,
    /// for its connections live until its memory is gone.
    struct Kill {
        let instant = ContinuousClock.now
        let date = Date()
        var dead = ContinuousClock.now
        var manner = "was killed"
    }

    /// Where it takes mail in.
    let port: Int
    /// Its folders.
    let folder: TemporaryFolder
    private let state = Mutex(State())

    private struct State {
        var running: TamisProcess?
        var logs = ""
        var starts = 0
        var isEnding = false
        var kills: [Kill] = []
        var unclean: [String] = []
    }

    private let nextHop: Int
    private let settings: [String]
    private let environment: [String: String]
    private let clockFile: String
    private let sharedName: String

    /// Where Debian's package `faketime` puts it.
    private static let fakeTime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
    /// Whether its clock can be set.
    static let canSetClock = FileManager.default.fileExists(atPath: fakeTime)

    init(port: Int, nextHop: Int, folder: TemporaryFolder, settings: [String]) throws {
        self.port = port
        self.nextHop = nextHop
        self.folder = folder
        clockFile = try folder.write("+0", to: "clock")
        // The library would have the worker children read files from inside their cage.
        let wrapper = try folder.writeScript(
            "#!/bin/sh\nunset LD_PRELOAD\nexec '\(BuiltPrograms.path(of: "tamis-worker").path)' \"$@\"\n",
            to: "tamis-worker")
        self.settings = settings + ["worker.program=\(wrapper)"]
        sharedName = "tamis-chaos-\(getpid())-\(port)"
        environment =
            Self.canSetClock
            ? [
                "LD_PRELOAD": Self.fakeTime, "FAKETIME_TIMESTAMP_FILE": clockFile, "FAKETIME_CACHE_DURATION": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_SHARED": "/\(sharedName) /\(sharedName)",
            ] : [:]
    }

    deinit { for file in sharedFiles { unlink(file) } }

    /// What the library keeps in shared memory. Left to itself it makes that at the start and names it in the
    /// environment, which moves; and Swift finds the arguments beside the environment.
    private var sharedFiles: [String] { ["/dev/shm/sem.\(sharedName)", "/dev/shm/\(sharedName)"] }

    private func makeSharedFiles() throws {
        // A semaphore of glibc on 64 bits: its value, 1; shared between processes.
        try Data([1, 0, 0, 0, 0, 0, 0, 0, 128] + [UInt8](repeating: 0, count: 23)).write(
            to: URL(filePath: sharedFiles[0]))
        try Data(count: 4_096).write(to: URL(filePath: sharedFiles[1]))
    }

    /// Starts it and watches over it until ``end()``.
    func supervise() async throws {
        while !state.withLock({ $0.isEnding }) {
            try makeSharedFiles()
            let tamis: TamisProcess
            do {
                tamis = try await TamisProcess.start(
                    port: port, nextHop: nextHop, folder: folder, settings: settings, environment: environment)
            } catch {
                state.withLock { $0.unclean.append("\(error)") }
                try await Task.sleep(for: .milliseconds(100))
                continue
            }
            state.withLock { state in
                state.running = tamis
                state.starts += 1
            }
            while tamis.process.exitStatus == nil { try await Task.sleep(for: .milliseconds(20)) }
            state.withLock { state in
                state.running = nil
                state.logs += tamis.log
                let status = tamis.process.exitStatus ?? -1
                if status != 0, status != 128 + SIGKILL {
                    state.unclean.append("exit status \(status)\n\(tamis.log.suffix(6_000))")
                }
            }
        }
    }

    /// The running process; waits for it while it is started again.
    func running() async throws -> TamisProcess {
        var found: TamisProcess?
        try await eventually(
            "tamis serve runs", within: .seconds(180),
            state: { (uncleanEnds.suffix(3) + [log]).joined(separator: "\n") }
        ) {
            found = state.withLock { $0.running }
            return found != nil
        }
        guard let found else { throw DidNotHappen(description: "tamis serve runs") }
        return found
    }

    /// Kills it; it comes again.
    func killNow() async throws {
        let tamis = try await running()
        var kill = Kill()
        tamis.process.signal(SIGKILL)
        try await eventually("it is dead") { tamis.process.exitStatus != nil }
        kill.dead = .now
        state.withLock { $0.kills.append(kill) }
    }

    /// Asks it to end; it comes again. If it could not finish what it was at in the time of `smtp.drain`, that is a kill.
    func restart() async throws {
        let tamis = try await running()
        try await tamis.process.stop()
        guard tamis.log.contains(" is over: what was in work stays with the clients") else { return }
        state.withLock { $0.kills.append(Kill(manner: "ended, for smtp.drain was over,")) }
    }

    /// Ends it for good.
    func end() async throws {
        let tamis = try await running()
        state.withLock { $0.isEnding = true }
        try await tamis.process.stop()
    }

    /// Gives it another time: seconds from the true one.
    func setClock(_ offset: Int) throws {
        // At once, so that no half of it is read.
        try folder.write(offset < 0 ? "\(offset)" : "+\(offset)", to: "clock.new")
        guard rename(clockFile + ".new", clockFile) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// When it was killed, or ended before it was done.
    var kills: [Kill] { state.withLock { $0.kills } }

    /// How often it was started.
    var starts: Int { state.withLock { $0.starts } }

    /// Ends that nobody asked for.
    var uncleanEnds: [String] { state.withLock { $0.unclean } }

    /// What all of them have logged.
    var log: String {
        let (ended, running) = state.withLock { ($0.logs, $0.running) }
        return ended + (running?.log ?? "")
    }
}
