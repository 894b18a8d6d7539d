public import Descriptors
public import Evidence
import Glibc

/// A connected socket to clamd, on which the parts of one message are scanned one after the other.
///
/// Blocks the thread it is called on, at most until its deadline. It opens nothing, and so works in the cage.
public final class ClamdConnection {
    private let descriptor: OwnedDescriptor
    private let start = ContinuousClock.now
    private let deadline: ContinuousClock.Instant
    private var session = ClamdSession()

    /// Bytes of a chunk: many need much time for their headers, few are all sent before an answer is looked for.
    private static let chunkBytes = 262_144

    /// Takes over a connected socket.
    ///
    /// - Parameter deadline: when to give up; what has not been scanned by then is unavailable.
    public init(owning descriptor: OwnedDescriptor, deadline: ContinuousClock.Instant) {
        self.descriptor = descriptor
        self.deadline = deadline
    }

    /// Whether more can be scanned; else each further scan gives the same.
    public var isOpen: Bool { session.outcome == nil }

    /// Scans bytes as one file.
    ///
    /// - Parameter prefix: bytes that clamd gets before them.
    /// - Complexity: bounded by clamd's limits and the deadline.
    public func scan(_ bytes: borrowing Span<UInt8>, after prefix: [UInt8] = []) -> Finding<ScanResult> {
        if let outcome = session.outcome { return outcome }
        guard !prefix.isEmpty || bytes.count > 0 else { return .found(.clean) }
        if let early = send(session.begin()) ?? sendChunks(prefix.span) ?? sendChunks(bytes) { return early }
        return send(session.end()) ?? receive()
    }

    /// - Returns: the outcome, if it came before all was sent.
    private func sendChunks(_ bytes: borrowing Span<UInt8>) -> Finding<ScanResult>? {
        bytes.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: Self.chunkBytes) {
                let chunk = bytes[start..<min(start + Self.chunkBytes, bytes.count)]
                if let early = send(ClamdSession.header(byteCount: chunk.count)) { return early }
                if let early = send(UnsafeRawBufferPointer(rebasing: chunk)) { return early }
            }
            return nil
        }
    }

    private func send(_ bytes: [UInt8]) -> Finding<ScanResult>? {
        bytes.withUnsafeBytes { send($0) }
    }

    private func send(_ bytes: UnsafeRawBufferPointer) -> Finding<ScanResult>? {
        var sent = 0
        while sent < bytes.count {
            // clamd may answer before it has read all: it says so first, then hangs up.
            let ready = wait(for: POLLIN | POLLOUT)
            if ready == 0 { return session.ended(lateness) }
            if ready & POLLOUT == 0 || ready & (POLLIN | POLLHUP | POLLERR) != 0 {
                if let finding = receiveOnce() { return finding }
                continue
            }
            let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
            let count = Glibc.send(
                descriptor.number, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            if count > 0 {
                sent += count
            } else if errno != EAGAIN, errno != EINTR {
                return receive()
            }
        }
        return nil
    }

    private func receive() -> Finding<ScanResult> {
        while wait(for: POLLIN) != 0 {
            if let finding = receiveOnce() { return finding }
        }
        return session.ended(lateness)
    }

    /// Takes what is there; nil if that is no whole answer.
    private func receiveOnce() -> Finding<ScanResult>? {
        var buffer = [UInt8](repeating: 0, count: 1_024)
        let count = recv(descriptor.number, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 { return session.received(buffer.span.extracting(0..<count)) }
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        return session.ended(
            count == 0
                ? "clamd has closed the connection" : "clamd's connection: " + String(cString: strerror(errno)))
    }

    /// What the descriptor is ready for; 0 once the time is up.
    private func wait(for events: Int32) -> Int32 {
        while true {
            var entry = pollfd(fd: descriptor.number, events: Int16(events), revents: 0)
            let count = poll(&entry, 1, deadline.pollTimeout)
            if count > 0 { return Int32(entry.revents) }
            if count < 0, errno != EINTR || deadline <= .now { return 0 }
            if count == 0, deadline <= .now { return 0 }
        }
    }

    private var lateness: String { "clamd has not answered within \((deadline - start).components.seconds) s" }
}
