import Glibc
import Synchronization

/// Plays the service manager's side of sd_notify(3): a datagram socket that keeps what it is told.
public final class NotifyListener: Sendable {
    /// What `NOTIFY_SOCKET` is to be.
    public let name: String
    private let descriptor: Int32
    private let received = Mutex<[String]>([])

    /// Binds a path, or behind an `@` a name in the abstract namespace.
    public init(_ name: String) throws {
        self.name = name
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (bytes.first == 0 ? 0 : 1))
        let flags = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        descriptor = socket(AF_UNIX, flags, 0)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        guard result == 0 else {
            throw DidNotHappen(description: "bind \(name): \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// All datagrams so far, their assignments a line each.
    public var datagrams: [String] {
        received.withLock { list in
            var bytes = [UInt8](repeating: 0, count: 65_536)
            while case let count = recv(descriptor, &bytes, bytes.count, 0), count > 0 {
                list.append(String(decoding: bytes[..<count], as: UTF8.self))
            }
            return list
        }
    }

    /// All assignments so far, in order.
    public var assignments: [String] { datagrams.flatMap { $0.split(separator: "\n").map(String.init) } }

    /// The values of a variable so far.
    public func values(_ variable: String) -> [String] {
        assignments.filter { $0.hasPrefix(variable + "=") }.map { String($0.dropFirst(variable.count + 1)) }
    }
}
