import Glibc
import Synchronization

/// Stands between a client and a server on loopback and keeps every byte that passes, both ways.
public final class RecordingProxy: Sendable {
    /// One connection, as far as it has come.
    public struct Session: Sendable {
        /// What the client sent.
        public var fromClient: [UInt8] = []
        /// What the server sent.
        public var fromServer: [UInt8] = []
    }

    /// Where clients connect to.
    public let port: Int
    private let listener: Int32
    private let target: Int
    private let recorded = Mutex<[Session]>([])
    private let held = Mutex<Held?>(nil)

    /// Which replies are kept from the client.
    public enum Held: Sendable {
        /// All of them, the greeting too.
        case all
        /// Those to the final dot: the server has taken the message, and the client does not know.
        case toFinalDot
    }

    /// Listens at a free port and passes on to `target`. Without a server there, it takes a connection and closes it.
    public init(to target: Int) throws {
        self.target = target
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        guard LoopbackPort.withLoopbackAddress(0, { bind(listener, $0, $1) }) == 0, listen(listener, 256) == 0
        else { throw DidNotHappen(description: "bind: \(String(cString: strerror(errno)))") }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        detachThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                guard let self else {
                    close(client)
                    return
                }
                self.pass(client)
            }
        }
    }

    deinit {
        // Wakes the thread in accept, which closes nothing itself.
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Everything that has passed so far.
    public var sessions: [Session] { recorded.withLock { $0 } }

    /// Keeps what the server says from reaching the client, until it is let go.
    public func holdReplies(_ which: Held = .all) { held.withLock { $0 = which } }

    /// Lets replies pass again.
    public func letRepliesGo() { held.withLock { $0 = nil } }

    /// Whether what the server of this connection has just said is to wait.
    private func isHeld(_ index: Int) -> Bool {
        switch held.withLock({ $0 }) {
        case nil: false
        case .all: true
        case .toFinalDot: recorded.withLock { $0[index].fromClient.suffix(5).elementsEqual("\r\n.\r\n".utf8) }
        }
    }

    private func pass(_ client: Int32) {
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        guard let server = try? LoopbackPort.connect(to: target) else {
            close(client)
            return
        }
        var none = timeval()
        setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &none, socklen_t(MemoryLayout<timeval>.size))
        let index = recorded.withLock { sessions in
            sessions.append(Session())
            return sessions.count - 1
        }
        let halves = HalvesLeft()
        for (source, destination, isClient) in [(client, server, true), (server, client, false)] {
            detachThread {
                self.pump(source, destination) { bytes in
                    self.recorded.withLock {
                        if isClient { $0[index].fromClient += bytes } else { $0[index].fromServer += bytes }
                    }
                    while !isClient, self.isHeld(index) { usleep(10_000) }
                }
                if halves.endOne() {
                    close(client)
                    close(server)
                }
            }
        }
    }

    /// Records before it sends, so that whoever has seen a reply finds it recorded.
    private func pump(_ source: Int32, _ destination: Int32, record: (ArraySlice<UInt8>) -> Void) {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(source, &chunk, chunk.count, 0)
            if count <= 0 { break }
            record(chunk[..<count])
            var sent = 0
            while sent < count {
                let written = chunk[sent..<count].withUnsafeBytes {
                    send(destination, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if written <= 0 { break }
                sent += written
            }
            if sent < count { break }
        }
        shutdown(destination, Int32(SHUT_WR))
    }

    private final class HalvesLeft: Sendable {
        private let left = Mutex(2)
        func endOne() -> Bool {
            left.withLock {
                $0 -= 1
                return $0 == 0
            }
        }
    }
}
