import CLinux
import Confinement
import Descriptors
import Evidence
import Glibc

/// The parent: opens what decoding needs once, then forks a child whenever the daemon asks, so that all share one
/// copy of the signature database. It never looks at a message.
struct WorkerParent {
    private let control: PacketSocket
    private let settings: WorkerSettings
    private var scratch: ScratchFolders
    private let decoders: Decoders
    private let childSignal: Int32
    /// Each living child's scratch folder, by its process id; nil if it has none.
    private var children: [pid_t: String?] = [:]
    private var nextDatabaseCheck = ContinuousClock.now + databaseCheckInterval
    private var reportedDatabaseChange = false

    private static let databaseCheckInterval = Duration.seconds(10)

    /// Serves the daemon at the other end of `control` until it closes it; ends the process.
    static func run(control: Int32) -> Never {
        _ = fcntl(control, F_SETFD, FD_CLOEXEC)
        tamis_process_name("tamis-worker")
        let control = PacketSocket(owning: OwnedDescriptor(control))
        var code: Int32 = 0
        do {
            guard case .packet(let packet) = try control.receive() else { exit(0) }
            let settings = try WorkerSettings(decoding: packet.bytes)
            if var parent = try WorkerParent(control: control, settings: settings) {
                code = parent.serve()
            }
        } catch let error as WireError {
            try? control.send(WorkerReport.refused(reason: error.description).encoded)
            code = 65
        } catch {
            Terminal.complain("\(error)")
            code = 70
        }
        exit(code)
    }

    /// Tries the cage, opens the decoders and reports; nil if it must not start.
    private init?(control: PacketSocket, settings: WorkerSettings) throws {
        self.control = control
        self.settings = settings
        _ = tamis_process_conceal()
        scratch = ScratchFolders(base: settings.scratch)
        childSignal = tamis_child_signal_create()
        guard childSignal >= 0 else { throw SystemError("signalfd") }

        let missing = try Self.tryCage(settings, &scratch)
        if settings.sandbox == .required, !missing.isEmpty {
            let layers = missing.joined(separator: "; ")
            scratch.removeAll()
            try control.send(WorkerReport.refused(reason: "the cage cannot be closed: \(layers)").encoded)
            return nil
        }
        try control.send(WorkerReport.caged(missingLayers: missing).encoded)
        decoders = Decoders(settings, scratch: try? scratch.make())
        try control.send(
            WorkerReport.ready(decoders.antivirus, missingCharsets: decoders.missingCharsets).encoded)
    }

    /// How often a trial is made again that somebody else ended.
    private static let maximumTrials = 10

    /// Lets a child close the cage and tell what is missing.
    ///
    /// The cage ends who breaks its rules by SIGSYS; SIGKILL comes from outside (a hand, a machine without memory), says
    /// nothing of the cage, and has the trial made again.
    private static func tryCage(_ settings: WorkerSettings, _ scratch: inout ScratchFolders) throws -> [String] {
        for _ in 0..<maximumTrials {
            if let missing = try tryCageOnce(settings, &scratch) { return missing }
        }
        return ["the trial child was killed \(maximumTrials) times"]
    }

    /// - Returns: the layers that are missing; nil if the child was killed from outside.
    private static func tryCageOnce(_ settings: WorkerSettings, _ scratch: inout ScratchFolders) throws -> [String]? {
        let folder = try? scratch.make()
        defer { folder.map(scratch.remove) }
        let cage = Cage(scratch: folder, memoryBytes: settings.memoryBytes, fileBytes: settings.fileBytes)
        let (process, descriptor) = try CagedChild.fork { socket in
            let report = WorkerReport.caged(missingLayers: cage.enter())
            let socket = PacketSocket(owning: OwnedDescriptor(socket))
            return (try? socket.send(report.encoded)) == nil ? 1 : 0
        }
        let socket = PacketSocket(owning: OwnedDescriptor(descriptor))
        let answer = Result { try socket.receive() }
        let status = CagedChild.wait(process)
        if case .packet(let packet) = try answer.get(),
            case .caged(let missing) = try WorkerReport(decoding: packet.bytes)
        {
            return missing
        }
        return tamis_wait_signal(status) == SIGKILL ? nil : ["the trial child ended in the cage"]
    }

    /// Does what the daemon asks until it is gone.
    private mutating func serve() -> Int32 {
        defer { end() }
        while true {
            var entries = [
                pollfd(fd: control.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: childSignal, events: Int16(POLLIN), revents: 0),
            ]
            poll(&entries, 2, nextDatabaseCheck.pollTimeout)
            do {
                tamis_child_signal_drain(childSignal)
                try reap()
                if entries[0].revents != 0 {
                    guard case .packet(let packet) = try control.receive() else { return 0 }
                    try obey(try WorkerCommand(decoding: packet.bytes))
                }
                if nextDatabaseCheck <= .now { try checkDatabase() }
            } catch let error as SystemError where error.number == EPIPE {
                return 0
            } catch {
                Terminal.complain("\(error)")
                return 70
            }
        }
    }

    private mutating func obey(_ command: WorkerCommand) throws {
        switch command {
        case .fork:
            do throws(SystemError) {
                let (process, socket) = try fork()
                defer { close(socket) }
                try control.send(WorkerReport.child(process: process).encoded, descriptors: [socket])
            } catch {
                try control.send(WorkerReport.forkFailed(reason: error.description).encoded)
            }
        case .kill(let process):
            // Ours and not yet reaped: its id cannot be another process's.
            if children[process] != nil { kill(process, SIGKILL) }
        case .checkDatabase:
            nextDatabaseCheck = .now
        }
    }

    private mutating func fork() throws(SystemError) -> (process: pid_t, socket: Int32) {
        // Without a folder, e.g. on a full disk, a child can still read; its scans are unavailable.
        let folder = try? scratch.make()
        let cage = Cage(scratch: folder, memoryBytes: settings.memoryBytes, fileBytes: settings.fileBytes)
        let (settings, decoders) = (settings, decoders)
        do throws(SystemError) {
            let (process, socket) = try CagedChild.fork { socket in
                tamis_process_name("tamis-child")
                decoders.useScratch(folder)
                let missing = cage.enter()
                guard missing.isEmpty || settings.sandbox == .bestEffort else {
                    Terminal.complain("a child is not caged: \(missing)")
                    return 70
                }
                let socket = PacketSocket(owning: OwnedDescriptor(socket))
                return WorkerChild(socket: socket, settings: settings, decoders: decoders).run()
            }
            children[process] = .some(folder)
            return (process, socket)
        } catch {
            folder.map(scratch.remove)
            throw error
        }
    }

    private mutating func reap() throws(SystemError) {
        var status: Int32 = 0
        while case let process = waitpid(-1, &status, WNOHANG), process > 0 {
            guard let folder = children.removeValue(forKey: process) else { continue }
            folder.map(scratch.remove)
            try control.send(WorkerReport.childEnded(process: process, status: status).encoded)
        }
    }

    private mutating func checkDatabase() throws(SystemError) {
        nextDatabaseCheck = .now + Self.databaseCheckInterval
        if !reportedDatabaseChange, decoders.databaseHasChanged {
            reportedDatabaseChange = true
            try control.send(WorkerReport.databaseChanged.encoded)
        }
    }

    /// Leaves nothing behind: no child, no folder.
    private func end() {
        for process in children.keys { kill(process, SIGKILL) }
        for process in children.keys { _ = CagedChild.wait(process) }
        scratch.removeAll()
    }
}
