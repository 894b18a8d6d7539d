import CLinux
import Descriptors
import Evidence
import Glibc

/// A running `tamis-worker` parent and its control socket.
struct WorkerProcess: Sendable {
    let process: pid_t
    let control: PacketSocket

    /// Starts the program and sends it its settings.
    ///
    /// - Throws: `SystemError` if it cannot be started.
    static func start(_ settings: WorkerPoolSettings) throws(SystemError) -> WorkerProcess {
        let (ours, theirs) = try PacketSocket.pair()
        var process: pid_t = 0
        var arguments = [strdup(settings.executable), nil]
        var environment = inheritedEnvironment().map { strdup($0) } + [nil]
        defer { for word in arguments + environment { free(word) } }
        let code = tamis_spawn(settings.executable, &arguments, &environment, theirs.descriptor, &process)
        guard code == 0 else { throw SystemError("start of \(settings.executable)", number: code) }
        let worker = WorkerProcess(process: process, control: ours)
        // If it is dead already the supervisor reads that from the socket.
        try? ours.send(settings.worker.encoded, waits: false)
        return worker
    }

    /// Ours, but without the crash reporter, which would start a program from inside the cage.
    private static func inheritedEnvironment() -> [String] {
        var list = ["SWIFT_BACKTRACE=enable=no"]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if !text.hasPrefix("SWIFT_BACKTRACE=") { list.append(text) }
            next += 1
        }
        return list
    }

    func send(_ command: WorkerCommand) {
        try? control.send(command.encoded, waits: false)
    }

    /// Asks it to end with all its children.
    func end() {
        control.endSending()
    }

    /// Kills it with all its children.
    func kill() {
        Glibc.kill(-process, SIGKILL)
    }

    /// Waits for the end of a process that has closed its socket or was killed.
    func reap() -> Int32 {
        kill()
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }
}

/// How a process ended, in words: `signal 11 (Segmentation fault)`, `exit code 70`.
func processEnd(_ status: Int32) -> String {
    let signal = tamis_wait_signal(status)
    guard signal != 0 else { return "exit code \(tamis_wait_exit_code(status))" }
    return "signal \(signal)" + (strsignal(signal).map { " (\(String(cString: $0)))" } ?? "")
}
