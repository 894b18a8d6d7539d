import Glibc

/// A blocking socket that is read by lines; for one thread.
final class BufferedSocket {
    let descriptor: Int32
    /// Whether octets leave one at a time.
    var isDribbling = false
    private var unread: [UInt8] = []
    private var start = 0
    /// So many octets leave singly; a large message would take all day.
    private var dribbleLeft = 20_000

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Whether octets have been read that no line has taken yet.
    var hasUnread: Bool { start < unread.count }

    /// One line with its line feed, or as much of it as fits; nil when the other side is gone.
    func line(limit: Int = 65_536) -> [UInt8]? {
        var searched = start
        while true {
            if let end = unread[searched...].firstIndex(of: 0x0A) { return take(upTo: end + 1) }
            if unread.count - start >= limit { return take(upTo: unread.count) }
            searched = unread.count
            let consumed = start
            guard fill() else { return nil }
            searched -= consumed
        }
    }

    private func take(upTo end: Int) -> [UInt8] {
        defer { start = end }
        return Array(unread[start..<end])
    }

    /// Reads more; whether there was any.
    private func fill() -> Bool {
        unread.removeSubrange(..<start)
        start = 0
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var count = recv(descriptor, &chunk, chunk.count, 0)
        while count < 0, errno == EINTR { count = recv(descriptor, &chunk, chunk.count, 0) }
        guard count > 0 else { return false }
        unread += chunk[..<count]
        return true
    }

    /// Sends all of it; whether it could.
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let isSingle = isDribbling && dribbleLeft > 0
            if isSingle { dribbleLeft -= 1 }
            let piece = isSingle ? rest.prefix(1) : rest
            let count = piece.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Whether the other side has closed: what is sent from now on is not read.
    var isGone: Bool {
        // POLLRDHUP, which the module of the C library does not have.
        let hasClosed = Int16(0x2000)
        var polled = pollfd(fd: descriptor, events: hasClosed, revents: 0)
        return poll(&polled, 1, 0) > 0
    }

    /// Sends no more and waits, for a while, until the other side has heard that: closing at once would take back what
    /// it has not read yet.
    func hangUpHeard() {
        shutdown(descriptor, Int32(SHUT_WR))
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while recv(descriptor, &chunk, chunk.count, 0) > 0 {}
    }

    /// Waits until one of two sockets has something to say; whether it is the first.
    static func waits(for first: BufferedSocket, orEndOf second: BufferedSocket) -> Bool {
        if first.hasUnread { return true }
        var polled = [
            pollfd(descriptor: first.descriptor), pollfd(descriptor: second.descriptor),
        ]
        while poll(&polled, nfds_t(polled.count), -1) < 0, errno == EINTR {}
        return polled[0].revents != 0
    }
}

extension pollfd {
    fileprivate init(descriptor: Int32) { self.init(fd: descriptor, events: Int16(POLLIN), revents: 0) }
}
