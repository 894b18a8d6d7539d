import Descriptors
import Filter
import Foundation
import Synchronization

/// Has the running daemon do it, over its control socket.
///
/// Each operation in flight has a connection of its own; idle ones are kept for the next.
final class RemoteOperations: MailOperations {
    private let path: String
    private let idle: Mutex<[PacketSocket]>

    private init(path: String, first: PacketSocket) {
        self.path = path
        idle = Mutex([first])
    }

    /// Connects to the daemon.
    ///
    /// - Returns: nil where none listens.
    /// - Throws: `SystemError` where one does and we may not use it.
    static func connect(path: String) throws -> RemoteOperations? {
        let first: PacketSocket
        do throws(SystemError) {
            first = try PacketSocket.connect(path: path)
        } catch {
            if error.number == ENOENT || error.number == ECONNREFUSED { return nil }
            throw error
        }
        return RemoteOperations(path: path, first: first)
    }

    func learn(_ content: ContentFile, as lesson: Lesson, for recipient: String?) async throws -> LearnAnswer {
        guard case .learned(let answer) = try await ask(.learn(as: lesson, for: recipient), content: content) else {
            throw OperationError("the daemon gave an answer to another question")
        }
        return answer
    }

    func score(_ content: ContentFile, for recipient: String?) async throws -> ScoreAnswer {
        guard case .scored(let answer) = try await ask(.score(for: recipient), content: content) else {
            throw OperationError("the daemon gave an answer to another question")
        }
        return answer
    }

    func status(for recipient: String?) async throws -> BayesStatus {
        guard case .status(let answer) = try await ask(.status(for: recipient), content: nil) else {
            throw OperationError("the daemon gave an answer to another question")
        }
        return answer
    }

    private func ask(_ request: ControlRequest, content: ContentFile?) async throws -> ControlAnswer {
        let question = [UInt8](try JSONEncoder().encode(request))
        let answer = try await onBlockingThread {
            let socket = try self.idle.withLock { $0.popLast() } ?? PacketSocket.connect(path: self.path)
            try socket.send(question, descriptors: content.map { [$0.descriptor] } ?? [])
            guard case .packet(let packet) = try socket.receive() else {
                throw OperationError("the daemon closed the connection: see its log")
            }
            self.idle.withLock { $0.append(socket) }
            return try JSONDecoder().decode(ControlAnswer.self, from: Data(packet.bytes))
        }
        if case .failed(let reason) = answer { throw OperationError(reason) }
        return answer
    }
}
