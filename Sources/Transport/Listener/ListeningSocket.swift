import Glibc
import NIOCore

/// A socket that is bound. It listens as soon as NIO takes it over, and not before: until then a connection to a UNIX
/// socket is refused, so that nobody slips in before its file has its permissions.
struct ListeningSocket {
    /// The file of a UNIX socket, known by what it is: another process may have put its own there since.
    struct File {
        let path: String
        private let device: dev_t
        private let inode: ino_t

        init?(_ path: String) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            self.path = path
            device = status.st_dev
            inode = status.st_ino
        }

        func remove() {
            var status = stat()
            guard lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
            unlink(path)
        }
    }

    let descriptor: Int32
    /// Where it is bound, with the port that the system chose.
    let endpoint: Endpoint
    /// To be removed at the end; nil if it is none of ours.
    let file: File?
    let place: ListeningPlace

    /// Binds a place, or takes it over.
    ///
    /// - Throws: ``ListenerError``.
    init(_ place: ListeningPlace, mode: Int) throws(ListenerError) {
        self.place = place
        switch place.socket {
        case .inherited(let descriptor):
            self.descriptor = descriptor
            file = nil
            endpoint = try Self.inheritedEndpoint(of: descriptor)
        case .address(let wanted):
            let bound = try Self.bound(wanted, mode: mode)
            descriptor = bound.descriptor
            file = bound.file
            endpoint = if bound.file == nil { Self.endpoint(of: bound.descriptor, named: wanted) } else { wanted }
        }
    }

    private static func bound(
        _ wanted: Endpoint, mode: Int
    ) throws(ListenerError) -> (descriptor: Int32, file: File?) {
        let address = try socketAddress(of: wanted)
        if case .unix(let path) = wanted, isDead(path, address) { unlink(path) }
        let descriptor = socket(address.protocol.rawValue, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ListenerError(wanted, number: errno) }
        if case .tcp = wanted { set(SO_REUSEADDR, of: SOL_SOCKET, in: descriptor) }
        // `::` and `0.0.0.0` can then be listened on side by side.
        if case .v6 = address { set(IPV6_V6ONLY, of: Int32(IPPROTO_IPV6), in: descriptor) }
        guard address.withSockAddr({ bind(descriptor, $0, socklen_t($1)) }) == 0 else {
            let number = errno
            close(descriptor)
            throw ListenerError(wanted, number: number)
        }
        guard case .unix(let path) = wanted else { return (descriptor, nil) }
        let file = File(path)
        guard let file, chmod(path, mode_t(mode)) == 0 else {
            let number = errno
            close(descriptor)
            file?.remove()
            throw ListenerError(wanted, number: number)
        }
        return (descriptor, file)
    }

    /// Lets go what nobody has taken over.
    func abandon() {
        close(descriptor)
        file?.remove()
    }

    private static func socketAddress(of endpoint: Endpoint) throws(ListenerError) -> SocketAddress {
        do {
            return switch endpoint {
            case .tcp(let host, let port): try SocketAddress.makeAddressResolvingHost(host, port: port)
            case .unix(let path): try SocketAddress(unixDomainSocketPath: path)
            }
        } catch {
            throw ListenerError(endpoint, cause: String(describing: error))
        }
    }

    private static func inheritedEndpoint(of descriptor: Int32) throws(ListenerError) -> Endpoint {
        let name = Endpoint.unix(path: "/proc/self/fd/\(descriptor)")
        let endpoint = endpoint(of: descriptor, named: name)
        guard value(SO_TYPE, in: descriptor) == Int32(SOCK_STREAM.rawValue), value(SO_ACCEPTCONN, in: descriptor) == 1
        else {
            throw ListenerError(
                endpoint, cause: "descriptor \(descriptor) is no stream socket that listens",
                remedy: "use ListenStream= in the socket unit, and no Accept=yes")
        }
        return endpoint
    }

    /// Where a socket is bound; `named` if that cannot be told, with the port if that can.
    private static func endpoint(of descriptor: Int32, named: Endpoint) -> Endpoint {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { getsockname(descriptor, $0.baseAddress, &size) }
        }
        guard result == 0 else { return named }
        return withUnsafeBytes(of: storage) { bytes in
            let family = Int32(storage.ss_family)
            if family == AF_UNIX {
                let path = bytes.dropFirst(2).prefix(max(0, Int(size) - 2)).prefix { $0 != 0 }
                return path.isEmpty ? named : .unix(path: String(decoding: path, as: UTF8.self))
            }
            guard family == AF_INET || family == AF_INET6 else { return named }
            let port = Int(bytes[2]) << 8 | Int(bytes[3])
            if case .tcp(let host, _) = named { return .tcp(host: host, port: port) }
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            let address = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(family == AF_INET ? 4 : 8))
            _ = inet_ntop(family, address.baseAddress, &text, socklen_t(text.count))
            let host = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            return .tcp(host: host, port: port)
        }
    }

    private static func set(_ option: Int32, of level: Int32, in descriptor: Int32) {
        var one: Int32 = 1
        setsockopt(descriptor, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func value(_ option: Int32, in descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0 ? value : nil
    }

    /// Whether a socket file lies there that nobody listens on, left over from a process that was killed.
    private static func isDead(_ path: String, _ address: SocketAddress) -> Bool {
        var status = stat()
        // A connection to a file of another kind is refused too.
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
        // One that is alive but behind with its connections must not hold us up.
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let descriptor = socket(AF_UNIX, Int32(kind), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return address.withSockAddr { pointer, size in
            connect(descriptor, pointer, socklen_t(size)) != 0 && errno == ECONNREFUSED
        }
    }
}
