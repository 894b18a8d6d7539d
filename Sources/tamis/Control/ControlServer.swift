import Descriptors
import Dispatch
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Transport

/// Answers commands on the control socket, on behalf of the daemon that owns the databases.
///
/// One thread a connection: a command sends one request after the other, and there are few commands. Who may ask is
/// the socket file's mode: 0660 and the group of the configuration.
final class ControlServer: Service {
    private let listener: PacketListener
    private let operations: LocalOperations
    private let logger: Logger
    private let acceptErrors = LogThrottle()
    /// Each connection has a thread; further ones wait to be accepted. It begins at 0, for one that goes away with less
    /// than it began with ends the process.
    private let places = DispatchSemaphore(value: 0)
    private static let placeCount = 64
    private let connections = Mutex<[ObjectIdentifier: PacketSocket]>([:])

    /// Binds the socket.
    ///
    /// - Throws: an error that names the path, its cause and what to do.
    init(path: String, group: String, operations: LocalOperations, logger: Logger) throws {
        listener = try Self.listener(path: path, group: group, logger: logger)
        self.operations = operations
        self.logger = logger
        for _ in 0..<Self.placeCount { places.signal() }
    }

    /// Binds the socket for a group, the daemon's own if it is empty. Where the group is not there only the owner may
    /// use it: on a first evening without the packaged group that is better than no socket.
    private static func listener(path: String, group: String, logger: Logger) throws -> PacketListener {
        do throws(PacketListenerError) {
            return try PacketListener(path: path, mode: 0o660, group: group.isEmpty ? nil : group)
        } catch {
            switch error {
            case .unknownGroup(let name):
                logger.warning("control socket \(path): there is no group '\(name)', only the owner may use it")
                return try PacketListener(path: path, mode: 0o600)
            case .inUse:
                let holder = SocketHolder(of: .unix(path: path)).map { "\($0)" } ?? "another process"
                throw OperationError("\(path): \(holder) listens there already (control.socket)")
            case .notASocket, .pathTooLong, .system: throw error
            }
        }
    }

    /// Accepts until the service group shuts down; then open connections end after their current request, for which
    /// ten seconds are given. What was learned by then stays learned, and learned again it counts once.
    func run() async throws {
        let listener = listener
        Thread.detachNewThread { self.accept() }
        try await gracefulShutdown()
        listener.close()
        connections.withLock { open in open.values.forEach { $0.endReceiving() } }
        for _ in 0..<100 where connections.withLock({ !$0.isEmpty }) {
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func accept() {
        while true {
            places.wait()
            do {
                guard let socket = try listener.accept() else {
                    // A semaphore that goes away with places taken is a trap.
                    places.signal()
                    return
                }
                connections.withLock { $0[ObjectIdentifier(socket)] = socket }
                Thread.detachNewThread { self.serve(socket) }
            } catch {
                places.signal()
                if let suffix = acceptErrors.admit() { logger.warning("control socket: \(error)\(suffix)") }
                // Descriptors are used up: those in use come back.
                Thread.sleep(forTimeInterval: 0.2)
            }
        }
    }

    private func serve(_ socket: PacketSocket) {
        defer {
            connections.withLock { $0[ObjectIdentifier(socket)] = nil }
            places.signal()
        }
        do {
            while case .packet(let packet) = try socket.receive() {
                let operations = operations
                let answer = try runBlocking { await Self.answer(packet, with: operations) }
                try socket.send(Self.encoded(answer))
            }
        } catch {
            logger.debug("control connection: \(error)")
        }
    }

    private static func answer(_ packet: Packet, with operations: LocalOperations) async -> ControlAnswer {
        do {
            switch try JSONDecoder().decode(ControlRequest.self, from: Data(packet.bytes)) {
            case .learn(let lesson, let recipient):
                return .learned(try await operations.learn(try content(of: packet), as: lesson, for: recipient))
            case .score(let recipient):
                return .scored(try await operations.score(try content(of: packet), for: recipient))
            case .status(let recipient):
                return .status(try await operations.status(for: recipient))
            }
        } catch let error as DecodingError {
            return .failed("the daemon does not know this request (another version of tamis?): \(error)")
        } catch {
            return .failed("\(error)")
        }
    }

    /// The message beside a request: sealed, so that nobody can change it while it is read.
    private static func content(of packet: Packet) throws -> ContentFile {
        guard let descriptor = packet.descriptors.first else {
            throw OperationError("no message came with the request")
        }
        return try ContentFile(received: descriptor)
    }

    private static func encoded(_ answer: ControlAnswer) throws -> [UInt8] {
        let bytes = [UInt8](try JSONEncoder().encode(answer))
        guard bytes.count <= PacketSocket.maximumByteCount else {
            return [UInt8](try JSONEncoder().encode(ControlAnswer.failed("the answer is too long for a packet")))
        }
        return bytes
    }
}
