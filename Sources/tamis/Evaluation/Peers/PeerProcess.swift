import CLinux
import Descriptors
import Foundation

/// A process of a peer: its standard streams are ours, its home is an empty folder, so that no settings of the user's count.
final class PeerProcess {
    /// How a process ended.
    enum End: Equatable, CustomStringConvertible {
        case exit(Int32)
        case signal(Int32)

        var description: String {
            switch self {
            case .exit(let status): "it ended with status \(status)"
            case .signal(let signal): "it was ended by signal \(signal)"
            }
        }
    }

    private let process: pid_t
    private let errors: OwnedDescriptor
    private let interruption: Interruption?
    private var end: End?

    /// Starts a program that is looked for in PATH.
    ///
    /// - Parameters:
    ///   - input: What it has as its standard input.
    ///   - interruption: What kills it early.
    /// - Throws: `SystemError` if it cannot be started.
    init(
        _ words: [String], input: Int32, output: Int32, home: String, interruption: Interruption?
    ) throws(SystemError) {
        errors = try Self.memoryFile()
        self.interruption = interruption
        process = try Self.spawn(words, streams: [input, output, errors.number], home: home)
        interruption?.kills(process)
    }

    /// Runs a program to its end.
    ///
    /// - Returns: What it wrote to its standard output, to its standard error, and how it ended.
    static func run(
        _ words: [String], input: String = "", home: String, interruption: Interruption? = nil
    ) throws(SystemError) -> (output: String, errors: String, end: End) {
        let input = try ContentFile.holding(input.utf8)
        let output = try memoryFile()
        defer { withExtendedLifetime((input, output)) {} }
        let process = try PeerProcess(
            words, input: input.descriptor, output: output.number, home: home, interruption: interruption)
        let end = process.wait()
        return (text(of: output), process.errorText, end)
    }

    /// What it has written to its standard error so far.
    var errorText: String { Self.text(of: errors) }

    /// Waits until it has ended.
    @discardableResult
    func wait() -> End {
        if let end { return end }
        // It stays a zombie until nobody may kill its number any more.
        var information = siginfo_t()
        while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        interruption?.kills(nil)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = tamis_wait_signal(status)
        let end = signal == 0 ? End.exit(tamis_wait_exit_code(status)) : .signal(signal)
        self.end = end
        return end
    }

    /// Ends it now, whatever it does.
    func kill() {
        guard end == nil else { return }
        Glibc.kill(process, SIGKILL)
        wait()
    }

    private static func memoryFile() throws(SystemError) -> OwnedDescriptor {
        let descriptor = tamis_memory_file_create("tamis-peer")
        guard descriptor >= 0 else { throw SystemError("memfd_create") }
        return OwnedDescriptor(descriptor)
    }

    private static func text(of file: OwnedDescriptor) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(file.number, &chunk, chunk.count, off_t(bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }

    /// A process group of its own: Ctrl-C on the terminal ends it through us only. All descriptors of ours close on exec.
    private static func spawn(
        _ words: [String], streams: [Int32], home: String
    ) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        // Perl's hashes have the same order each time: equal scores come out equal to the bit.
        let environment = ProcessInfo.processInfo.environment.merging([
            "HOME": home, "LC_ALL": "C", "PERL_HASH_SEED": "0", "PERL_PERTURB_KEYS": "0",
        ]) { $1 }
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer {
            for text in arguments + variables { free(text) }
        }
        var process: pid_t = 0
        let code = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw SystemError(words[0], number: code) }
        return process
    }
}
