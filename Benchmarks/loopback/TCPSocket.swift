import Glibc

/// A non-blocking TCP socket on IPv4.
public struct TCPSocket {
    /// What one read or write came to.
    public enum Transfer: Equatable {
        /// So many bytes, at least one.
        case bytes(Int)
        /// Nothing now: wait until the socket is ready.
        case wouldBlock
        /// The other side has ended its half.
        case ended
        /// The connection is broken, with its errno.
        case failed(Int32)
    }

    /// A socket call failed.
    public struct Failure: Error, CustomStringConvertible {
        let call: String
        let code: Int32
        /// The call and the system's words for its error.
        public var description: String { "\(call): \(String(cString: strerror(code)))" }
    }

    /// The descriptor; whoever holds the socket closes it.
    public let descriptor: Int32

    /// A socket that listens on a loopback port; port 0 lets the system choose.
    public static func listen(port: UInt16) throws -> TCPSocket {
        let new = try TCPSocket()
        new.set(SO_REUSEADDR, level: SOL_SOCKET)
        var address = Self.address("127.0.0.1", port)
        let bound = new.withAddress(&address) { Glibc.bind(new.descriptor, $0, $1) }
        guard bound == 0, Glibc.listen(new.descriptor, 4096) == 0 else { throw new.failed("bind to port \(port)") }
        return new
    }

    /// A socket that is connecting: it becomes writable when connected, and readable with an error when refused.
    public static func connect(host: String, port: UInt16) throws -> TCPSocket {
        let new = try TCPSocket()
        new.set(Int32(TCP_NODELAY), level: Int32(IPPROTO_TCP))
        var address = Self.address(host, port)
        let connected = new.withAddress(&address) { Glibc.connect(new.descriptor, $0, $1) }
        guard connected == 0 || errno == EINPROGRESS else { throw new.failed("connect to \(host):\(port)") }
        return new
    }

    /// The next client that waits at a listening socket; nil if there is none, or none can be taken now.
    public func accept() -> TCPSocket? {
        let client = Glibc.accept(descriptor, nil, nil)
        guard client >= 0 else { return nil }
        let new = TCPSocket(taking: client)
        new.set(Int32(TCP_NODELAY), level: Int32(IPPROTO_TCP))
        return new
    }

    /// The local port.
    public var port: UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Reads what is there, up to the size of the buffer.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        transfer(recv(descriptor, buffer.baseAddress, buffer.count, 0))
    }

    /// Writes what fits.
    public func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        transfer(send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)))
    }

    /// Closes it.
    public func close() { _ = Glibc.close(descriptor) }

    private func transfer(_ count: Int) -> Transfer {
        if count > 0 { return .bytes(count) }
        if count == 0 { return .ended }
        return errno == EAGAIN || errno == EINTR ? .wouldBlock : .failed(errno)
    }

    private init() throws {
        let new = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard new >= 0 else { throw Failure(call: "socket", code: errno) }
        self.init(taking: new)
    }

    private init(taking descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    private func set(_ option: Int32, level: Int32) {
        var on: Int32 = 1
        _ = setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private func failed(_ call: String) -> Failure {
        let failure = Failure(call: call, code: errno)
        close()
        return failure
    }

    private static func address(_ host: String, _ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        return address
    }

    private func withAddress(
        _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
