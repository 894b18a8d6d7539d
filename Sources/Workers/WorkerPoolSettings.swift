public import Evidence
import Glibc

/// How many worker children there are, and how long they may take.
public struct WorkerPoolSettings: Hashable, Sendable {
    /// How a worker gives way to one with newer signatures or other settings.
    public enum Reload: Hashable, Sendable {
        /// The old one serves until the new one is ready: for that time there are two copies of the signatures.
        case parallel
        /// The old one ends before the new one starts, so that there is never more than one copy; messages wait.
        case sequential
    }

    /// The path of `tamis-worker`.
    public var executable: String
    /// What the worker is told when it starts.
    public var worker: WorkerSettings
    /// Children that wait for messages. A child that is busy for longer than ``busyAfter`` does not count.
    public var children: Int
    /// Children in all, busy ones included.
    public var maximum: Int
    /// How long one attempt at a message may take; there are two.
    public var attemptDeadline = Duration.seconds(60)
    /// After this time a busy child no longer counts and another is forked in its place.
    public var busyAfter = Duration.seconds(2)
    /// How long a clamd that took its time and gave nothing is asked last.
    public var clamdLateness = Duration.seconds(60)
    /// How a worker gives way to the next one.
    public var reload = Reload.parallel
    /// Messages after which a child is replaced, so that what a library leaks does not pile up.
    public var requestsPerChild = 1_000

    /// Makes settings with the defaults: two children a core, at least four, and four times as many at most.
    public init(worker: WorkerSettings, executable: String = Self.installedExecutable) {
        self.worker = worker
        self.executable = executable
        children = max(4, 2 * sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        maximum = 4 * children
    }

    /// `tamis-worker` in the folder of the running program.
    public static var installedExecutable: String {
        let path = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) { path in
                path.baseAddress.map { max(readlink("/proc/self/exe", $0, path.count), 0) } ?? 0
            }
        }
        let folder = path.lastIndex(of: UInt8(ascii: "/")).map { path[...$0] } ?? []
        return String(decoding: folder, as: UTF8.self) + "tamis-worker"
    }
}
