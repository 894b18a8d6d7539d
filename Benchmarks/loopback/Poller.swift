import Glibc

/// Waits until sockets can be read or written (poll(2)).
///
/// A few hundred descriptors on one thread, which is all that a load generator and a sink need; poll keeps them
/// free of C shims.
///
/// Complexity: `wait` is O(n) in the descriptors watched, the rest O(1).
public struct Poller {
    /// A descriptor that is ready. An error or a hang-up shows as readable: the read then says what it is.
    public struct Event {
        /// The descriptor.
        public let descriptor: Int32
        /// Whether a read would not block.
        public let readable: Bool
        /// Whether a write would not block.
        public let writable: Bool
    }

    private var watched: [pollfd] = []
    private var position: [Int32: Int] = [:]

    /// Watches nothing yet.
    public init() {}

    /// Watches a descriptor, or changes what it is watched for. Reading is always watched, so that a peer that goes
    /// away is noticed.
    public mutating func watch(_ descriptor: Int32, writing: Bool = false) {
        let events = Int16(POLLIN) | (writing ? Int16(POLLOUT) : 0)
        if let index = position[descriptor] {
            watched[index].events = events
        } else {
            position[descriptor] = watched.count
            watched.append(pollfd(fd: descriptor, events: events, revents: 0))
        }
    }

    /// Watches a descriptor no more; call it before closing it.
    public mutating func forget(_ descriptor: Int32) {
        guard let index = position.removeValue(forKey: descriptor) else { return }
        let last = watched.removeLast()
        if index < watched.count {
            watched[index] = last
            position[last.fd] = index
        }
    }

    /// Waits until something is ready, at most this long, and writes it into `ready`; nothing after a signal.
    public mutating func wait(milliseconds: Int32, into ready: inout [Event]) {
        ready.removeAll(keepingCapacity: true)
        guard poll(&watched, nfds_t(watched.count), milliseconds) > 0 else { return }
        for entry in watched where entry.revents != 0 {
            ready.append(
                Event(
                    descriptor: entry.fd,
                    readable: entry.revents & ~Int16(POLLOUT) != 0,
                    writable: entry.revents & Int16(POLLOUT) != 0))
        }
    }
}
