import Glibc
import MailObject
import Transport

/// What systemd hands to a service that it starts: open sockets, and where to tell how the service is doing.
///
/// Source: sd_listen_fds(3), sd_notify(3), sd_watchdog_enabled(3).
struct ServiceManager: Sendable {
    /// The sockets that are open already; they are used instead of those of the configuration.
    var sockets: [ListeningPlace] = []
    /// Where to tell; nil if nobody asks.
    var notifier: ServiceNotifier?
    /// How often it wants a sign of life; nil if it does not.
    var watchdogInterval: Duration?

    /// The first descriptor that is handed over (SD_LISTEN_FDS_START).
    private static let firstDescriptor: Int32 = 3
    private static let variables = [
        "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID",
    ]

    /// None.
    init() {}

    /// Reads the variables, as far as they are meant for this process.
    ///
    /// - Throws: ``OperationError`` for sockets that are of no use: then nothing else may be listened on in their place.
    init(environment: [String: String], process: Int32) throws(OperationError) {
        let isOurs = { (key: String) in environment[key].map { Int32($0) == process } }
        if isOurs("LISTEN_PID") == true, let text = environment["LISTEN_FDS"] {
            guard let count = Int32(text), (0...1_000).contains(count) else {
                throw OperationError("LISTEN_FDS is '\(text)', which is no number of sockets")
            }
            let names = environment["LISTEN_FDNAMES", default: ""]
                .split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
            for index in 0..<count {
                let name = names.indices.contains(Int(index)) ? names[Int(index)] : ""
                sockets.append(try Self.place(Self.firstDescriptor + index, name))
            }
        }
        if let path = environment["NOTIFY_SOCKET"] { notifier = ServiceNotifier(path: path) }
        if isOurs("WATCHDOG_PID") ?? true, let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }),
            microseconds > 0
        {
            watchdogInterval = .microseconds(microseconds)
        }
    }

    /// Takes what is meant for this process, so that no program it starts takes it for its own. To be called while
    /// there is one thread.
    ///
    /// - Throws: ``OperationError``.
    static func adopt() throws(OperationError) -> ServiceManager {
        var environment: [String: String] = [:]
        for variable in variables {
            if let value = getenv(variable) { environment[variable] = String(cString: value) }
            unsetenv(variable)
        }
        return try ServiceManager(environment: environment, process: getpid())
    }

    /// A socket under the name that the socket unit gives it; without FileDescriptorName= that is the unit's own.
    private static func place(_ descriptor: Int32, _ name: String) throws(OperationError) -> ListeningPlace {
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
            throw OperationError("descriptor \(descriptor) of LISTEN_FDS: \(String(cString: strerror(errno)))")
        }
        switch name {
        case "tamis", "tamis.socket": return ListeningPlace(inherited: descriptor, placement: .afterQueue)
        case "tamis-before-queue", "tamis-before-queue.socket":
            return ListeningPlace(inherited: descriptor, placement: .beforeQueue)
        default:
            throw OperationError(
                "socket '\(name)' of LISTEN_FDNAMES: FileDescriptorName= must be tamis or tamis-before-queue")
        }
    }
}
