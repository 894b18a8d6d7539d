import Glibc
import Loopback

/// Accepts connections and moves bytes between them and their sessions, on one thread.
struct SinkServer {
    /// What has been taken in so far.
    struct Totals: CustomStringConvertible {
        var connections = 0
        var messages = 0
        var recipients = 0
        var bytes = 0
        var description: String {
            "mail-sink: \(messages) messages, \(bytes) bytes, \(connections) connections"
        }
    }

    private let listener: TCPSocket
    private let folder: MessageFolder?
    private let records: MessageFolder?
    private var poller = Poller()
    private var sessions: [Int32: SinkSession] = [:]
    private var recordFiles: [Int32: Int32] = [:]
    private let counter = Counter()

    private final class Counter { var totals = Totals() }

    init(listener: TCPSocket, folder: MessageFolder?, records: MessageFolder?) {
        self.listener = listener
        self.folder = folder
        self.records = records
    }

    /// Serves until asked to stop; gives what came in.
    mutating func run() throws -> Totals {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 262_144, alignment: 16)
        defer { buffer.deallocate() }
        var ready: [Poller.Event] = []
        poller.watch(listener.descriptor)
        while !StopRequest.isMade {
            poller.wait(milliseconds: 200, into: &ready)
            for event in ready {
                if event.descriptor == listener.descriptor {
                    try acceptAll()
                } else if let session = sessions[event.descriptor] {
                    try serve(session, event, buffer)
                }
            }
        }
        return counter.totals
    }

    private mutating func acceptAll() throws {
        while let socket = listener.accept() {
            counter.totals.connections += 1
            let session = SinkSession(socket: socket, keepsContent: folder != nil) { [counter, folder] message in
                let number = counter.totals.messages + 1
                try folder?.save(message, number: number)
                counter.totals.messages = number
                counter.totals.bytes += message.size
                return number
            }
            sessions[socket.descriptor] = session
            if let records {
                recordFiles[socket.descriptor] = try records.openRecord(session: counter.totals.connections)
            }
            poller.watch(socket.descriptor)
            send(session)
        }
    }

    private mutating func serve(
        _ session: SinkSession, _ event: Poller.Event, _ buffer: UnsafeMutableRawBufferPointer
    ) throws {
        // A client that does not take its replies is not read any further: output stays bounded.
        if event.readable, session.output.isEmpty {
            switch session.socket.read(into: buffer) {
            case .bytes(let count):
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                if let file = recordFiles[session.socket.descriptor] { try record(bytes, in: file) }
                session.received(bytes)
            case .wouldBlock: break
            case .ended, .failed: return end(session)
            }
        }
        send(session)
    }

    private mutating func send(_ session: SinkSession) {
        while !session.output.isEmpty {
            switch session.output.withUnsafeBytes(session.socket.write) {
            case .bytes(session.output.count): session.output.removeAll(keepingCapacity: true)
            case .bytes(let count): session.output.removeFirst(count)
            case .wouldBlock: return poller.watch(session.socket.descriptor, writing: true)
            case .ended, .failed: return end(session)
            }
        }
        if session.isOver { end(session) } else { poller.watch(session.socket.descriptor) }
    }

    private mutating func end(_ session: SinkSession) {
        poller.forget(session.socket.descriptor)
        sessions[session.socket.descriptor] = nil
        if let file = recordFiles.removeValue(forKey: session.socket.descriptor) { close(file) }
        session.socket.close()
    }

    private func record(_ bytes: UnsafeRawBufferPointer, in file: Int32) throws {
        guard write(file, bytes.baseAddress, bytes.count) == bytes.count else {
            throw MessageFolder.Failure(path: "the record of a session", code: errno)
        }
    }
}
