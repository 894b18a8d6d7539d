import Descriptors
import Glibc

/// Our end of a connection to a process that is asked a line and answers with one. For one thread.
final class LineSocket {
    private let socket: OwnedDescriptor
    private var buffer: [UInt8] = []

    private init(_ socket: OwnedDescriptor) {
        self.socket = socket
    }

    /// A new connection: our end, and the one that the process is to have as its standard input and output.
    ///
    /// - Throws: `SystemError` if descriptors are used up.
    static func pair() throws(SystemError) -> (ours: LineSocket, theirs: OwnedDescriptor) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SystemError("socketpair")
        }
        return (LineSocket(OwnedDescriptor(ends[0])), OwnedDescriptor(ends[1]))
    }

    /// Writes a line; false where the other end has gone.
    func write(_ line: String) -> Bool {
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(socket.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// The next line, without its end; nil where the other end has gone before it was complete.
    func read() -> String? {
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                defer { buffer.removeFirst(end + 1) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            let count = recv(socket.number, &chunk, chunk.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            buffer += chunk[..<count]
        }
    }
}
