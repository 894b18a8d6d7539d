import Glibc

/// Finds a free TCP port for a program that cannot be asked which one it took.
///
/// Below the range from which the system takes ports for outgoing connections, so that none of those gets in
/// between; a server that starts right after may still find it taken by a test elsewhere.
public enum LoopbackPort {
    /// A port at which nothing listens on 127.0.0.1.
    public static func free() throws -> Int {
        for _ in 0..<200 {
            let port = Int.random(in: 12_000..<32_000)
            let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(socket) }
            var reuse: Int32 = 1
            setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
            if withLoopbackAddress(port, { bind(socket, $0, $1) }) == 0 { return port }
        }
        throw DidNotHappen(description: "no free port")
    }

    /// Whether something listens there.
    public static func answers(_ port: Int, at address: String = "127.0.0.1") -> Bool {
        guard let socket = try? connect(to: port, at: address) else { return false }
        close(socket)
        return true
    }

    /// A socket that listens at a free port, as systemd binds one before it starts a service; close it at the end.
    public static func listening() throws -> (descriptor: Int32, port: Int) {
        for _ in 0..<200 {
            let port = Int.random(in: 12_000..<32_000)
            let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            if withLoopbackAddress(port, { bind(socket, $0, $1) }) == 0, listen(socket, 128) == 0 {
                return (socket, port)
            }
            close(socket)
        }
        throw DidNotHappen(description: "no free port")
    }

    /// A connected, blocking socket whose reads and writes fail after ten minutes.
    static func connect(to port: Int, at address: String = "127.0.0.1") throws -> Int32 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        var limit = timeval(tv_sec: 600, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard withLoopbackAddress(port, at: address, { Glibc.connect(socket, $0, $1) }) == 0 else {
            let code = errno
            close(socket)
            throw DidNotHappen(description: "connect to \(address):\(port): \(String(cString: strerror(code)))")
        }
        return socket
    }

    static func withLoopbackAddress(
        _ port: Int, at host: String = "127.0.0.1", _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
