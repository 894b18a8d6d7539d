public import Foundation
import Synchronization

/// A program that a test runs: its own signal mask, no descriptors of ours but its standard streams.
///
/// It is killed when the value goes away, so that a test that fails leaves nothing behind.
public final class ChildProcess: Sendable {
    /// Its process id.
    public let pid: pid_t
    private let outputFile: URL
    private let errorFile: URL
    private let status = Mutex<Int32?>(nil)
    private let folder: TemporaryFolder

    /// Starts a program.
    ///
    /// - Parameter descriptors: what it is to have as its descriptors 3, 4, …
    /// - Throws: An error with the system's words if it cannot be started.
    public init(_ program: URL, _ arguments: [String], environment: [String: String] = [:], descriptors: [Int32] = [])
        throws
    {
        folder = try TemporaryFolder("output")
        outputFile = folder.url.appending(path: "out")
        errorFile = folder.url.appending(path: "err")

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputFile.path, flags, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errorFile.path, flags, 0o644)
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        // Out of the way first: a source may have the number of another one's target.
        let aside = (open.max() ?? 3) + 1
        for (index, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, aside + Int32(index))
        }
        for index in descriptors.indices {
            posix_spawn_file_actions_adddup2(&actions, aside + Int32(index), 3 + Int32(index))
        }
        let count = Int32(descriptors.count)
        for descriptor in (3 + count)..<(aside + max(1, count)) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
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
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let surroundings = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var words = ([program.path] + arguments).map { strdup($0) } + [nil]
        var variables = surroundings.map { strdup("\($0)=\($1)") } + [nil]
        defer {
            for word in words + variables { free(word) }
        }
        var child: pid_t = 0
        let code = posix_spawn(&child, program.path, &actions, &attributes, &words, &variables)
        guard code == 0 else {
            throw DidNotHappen(description: "start \(program.path): \(String(cString: strerror(code)))")
        }
        pid = child
    }

    deinit {
        if status.withLock({ $0 }) == nil {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
    }

    /// What it has written to standard output so far.
    public var output: String { Self.text(of: outputFile) }

    /// What it has written to standard error so far.
    public var errors: String { Self.text(of: errorFile) }

    /// Sends a signal, unless it has ended.
    public func signal(_ number: Int32) {
        if exitStatus == nil { kill(pid, number) }
    }

    /// Its exit status, 128 + n after signal n; nil while it runs.
    public var exitStatus: Int32? {
        status.withLock { known in
            if known == nil {
                var raw: Int32 = 0
                if waitpid(pid, &raw, WNOHANG) == pid {
                    known = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
                }
            }
            return known
        }
    }

    /// Waits until it has ended; gives its exit status.
    public func wait(within limit: Duration = .seconds(600)) async throws -> Int32 {
        try await eventually("the end of process \(pid)", within: limit, state: { errors }) { exitStatus != nil }
        return exitStatus ?? -1
    }

    /// Asks it to end by SIGTERM and waits until it has.
    @discardableResult
    public func stop(within limit: Duration = .seconds(600)) async throws -> Int32 {
        signal(SIGTERM)
        return try await wait(within: limit)
    }

    private static func text(of file: URL) -> String {
        String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    }
}
