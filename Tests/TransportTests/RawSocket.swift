import Glibc
import TestSupport
import Transport

/// A blocking socket of the plain kind, for clients that behave badly. It reads on a thread of its own so that no
/// test holds up the others.
final class RawSocket: Sendable {
    struct Failed: Error {
        let operation: String
        let number = errno
    }

    let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
        // Long: beside tests that only calculate, another step of a test may come minutes later. It only bounds a failure.
        var patience = timeval(tv_sec: 600, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Connects to a loopback port or a UNIX socket.
    convenience init(to endpoint: Endpoint) throws {
        switch endpoint {
        case .tcp(_, let port):
            self.init(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
            try connect(to: Self.loopback(port), MemoryLayout<sockaddr_in>.size)
        case .unix(let path):
            self.init(descriptor: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            try connect(to: address, MemoryLayout<sockaddr_un>.size)
        }
    }

    private func connect<Address>(to address: Address, _ size: Int) throws {
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(size))
            }
        }
        guard result == 0 else { throw Failed(operation: "connect") }
    }

    /// The port it connected from.
    func localPort() throws -> Int {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        guard result == 0 else { throw Failed(operation: "getsockname") }
        return Int(in_port_t(bigEndian: address.sin_port))
    }

    static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// A listening socket on a free loopback port.
    static func listening() throws -> (socket: RawSocket, endpoint: Endpoint) {
        let server = RawSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        var address = loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> Int? in
                guard bind(server.descriptor, raw, size) == 0, listen(server.descriptor, 100) == 0,
                    getsockname(server.descriptor, raw, &size) == 0
                else { return nil }
                return raw.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    Int(in_port_t(bigEndian: $0.pointee.sin_port))
                }
            }
        }
        guard let port else { throw Failed(operation: "listen") }
        return (server, .tcp(host: "127.0.0.1", port: port))
    }

    func accepted() throws -> RawSocket {
        let client = accept(descriptor, nil, nil)
        guard client >= 0 else { throw Failed(operation: "accept") }
        return RawSocket(descriptor: client)
    }

    func send(_ octets: [UInt8]) throws {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failed(operation: "send") }
            rest = rest.dropFirst(count)
        }
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// No more from us; what comes is still read.
    func shutDownOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes with a reset.
    func abort() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func receive() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
    }

    /// Everything to the end of the stream.
    func readToEnd() -> String {
        var all: [UInt8] = []
        while case let more = receive(), !more.isEmpty { all += more }
        return String(decoding: all, as: UTF8.self)
    }

    /// Everything until a line begins with `prefix`, that line included; what comes with it too.
    @discardableResult
    func read(until prefix: String) throws -> String {
        var all = ""
        while !all.split(separator: "\r\n").contains(where: { $0.hasPrefix(prefix) }) || !all.hasSuffix("\r\n") {
            let more = receive()
            if more.isEmpty { throw Failed(operation: "read until \(prefix), got \(all)") }
            all += String(decoding: more, as: UTF8.self)
        }
        return all
    }
}

/// Runs blocking code on a thread of its own.
func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        let run: @Sendable () -> Void = { continuation.resume(with: Swift.Result { try body() }) }
        detachThread(run)
    }
}
