import Descriptors
import Glibc
import Synchronization

/// Tells the service manager how the service is doing, over the datagram socket it listens on.
///
/// What it does not take within a second is lost.
///
/// Source: sd_notify(3).
final class ServiceNotifier: Sendable {
    private let socket: OwnedDescriptor
    /// A `sockaddr_un`, without the octets that the path does not fill.
    private let address: [UInt8]
    private let isReady = Mutex(false)

    /// Makes one for `$NOTIFY_SOCKET`: an absolute path, or a name in the abstract namespace behind an `@`; nil for
    /// anything else, and without descriptors.
    init?(path: String) {
        var name = Array(path.utf8)
        guard name.count > 1, name.count <= 107, name[0] == UInt8(ascii: "/") || name[0] == UInt8(ascii: "@") else {
            return nil
        }
        if name[0] == UInt8(ascii: "@") { name[0] = 0 } else { name.append(0) }
        address = withUnsafeBytes(of: sa_family_t(AF_UNIX)) { Array($0) } + name
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        socket = OwnedDescriptor(descriptor)
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Sends assignments such as `WATCHDOG=1`.
    ///
    /// - Returns: whether they were taken.
    @discardableResult
    func send(_ assignments: String...) -> Bool {
        let bytes = Array(assignments.joined(separator: "\n").utf8)
        var result: Int
        repeat {
            result = address.withUnsafeBytes { buffer in
                buffer.withMemoryRebound(to: sockaddr.self) {
                    sendto(
                        socket.number, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0.baseAddress,
                        socklen_t(address.count))
                }
            }
        } while result < 0 && errno == EINTR
        return result == bytes.count
    }

    /// The service is up.
    func ready(status: String) {
        isReady.withLock { $0 = true }
        send("READY=1", "STATUS=\(status)")
    }

    /// The configuration is being read again. Before the service is up that is part of its start.
    func reloading() {
        guard isReady.withLock(\.self) else { return }
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        send("RELOADING=1", "MONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1_000)")
    }

    /// The configuration has been read again, or stays.
    func reloaded() {
        if isReady.withLock(\.self) { send("READY=1") }
    }
}
