import Foundation
import Synchronization

/// Listens where a clamd should, on a UNIX socket, and is none.
public final class FaultyClamd: Sendable {
    /// What it does with each connection.
    public enum Fault: Sendable, CaseIterable {
        /// Takes none: its queue is full.
        case deaf
        /// Hangs up at once.
        case closes
        /// Hangs up in the middle of what it is sent.
        case closesInStream
        /// Reads all, and says nothing.
        case silent
        /// Answers what no clamd would.
        case rubbish
        /// Answers without an end.
        case endless
        /// Says OK to the first stream, before it has read it.
        case earlyOK
        /// Says OK to each stream: it finds nothing.
        case blind
    }

    /// Its UNIX socket.
    public let path: String
    private let folder: TemporaryFolder
    private let listener: Int32
    private let fault: Fault
    private let accepted = Counter()
    private let connections = Mutex<[Int32]>([])

    /// Listens.
    ///
    /// - Parameter version: what it answers to VERSION; without it, its fault.
    public init(_ fault: Fault, version: String? = nil) throws {
        self.fault = fault
        folder = try TemporaryFolder("faulty-clamd")
        path = folder.path + "/clamd.sock"
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard Self.withAddress(path, { bind(listener, $0, $1) }) == 0, listen(listener, fault == .deaf ? 0 : 64) == 0
        else { throw DidNotHappen(description: "listen at \(path): \(String(cString: strerror(errno)))") }
        if fault == .deaf {
            fillQueue()
        } else {
            let (listener, fault, accepted) = (listener, fault, accepted)
            detachThread {
                while case let connection = accept(listener, nil, nil), connection >= 0 {
                    accepted.value.withLock { $0 += 1 }
                    detachThread { Self.serve(connection, fault, version) }
                }
            }
        }
    }

    /// How many connections it has taken.
    public var acceptedCount: Int { accepted.value.withLock(\.self) }

    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        for connection in connections.withLock(\.self) { close(connection) }
    }

    private func fillQueue() {
        while true {
            let flags = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            let connection = socket(AF_UNIX, flags, 0)
            guard Self.withAddress(path, { connect(connection, $0, $1) }) == 0 else {
                close(connection)
                return
            }
            connections.withLock { $0.append(connection) }
        }
    }

    private static func serve(_ connection: Int32, _ fault: Fault, _ version: String?) {
        defer { close(connection) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var streams = 0
        func say(_ text: String) -> Bool {
            send(connection, text, text.utf8.count, Int32(MSG_NOSIGNAL)) == text.utf8.count
        }
        if fault == .closes { return }
        while case let count = recv(connection, &buffer, buffer.count, 0), count > 0 {
            if let version, buffer.starts(with: "zVERSION".utf8) {
                _ = say(version + "\0")
                return
            }
            switch fault {
            case .deaf, .closes, .silent: break
            case .closesInStream: return
            case .rubbish: if !say("220 mx.example.org ESMTP\r\n\0") { return }
            case .endless: while say(String(repeating: "x", count: 1_000)) {}
            case .earlyOK: if !say("1: stream: OK\0") { return }
            case .blind where buffer[..<count].suffix(4) == [0, 0, 0, 0]:
                streams += 1
                if !say("\(streams): stream: OK\0") { return }
            case .blind: break
            }
        }
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
