import Glibc
import Synchronization
import TestSupport

/// Sends numbered messages into Postfix at a steady pace, on a thread of its own.
final class ChaosInjection: Sendable {
    private let state = Mutex(State())

    private struct State {
        var sent: [ChaosMail] = []
        var isOver = false
        var mayEnd = false
        var failure: String?
    }

    /// Starts at once.
    init(into port: Int, _ options: ChaosOptions) {
        detachThread { [self] in
            do {
                try run(port, options)
            } catch {
                state.withLock { $0.failure = "\(error)" }
            }
            state.withLock { $0.isOver = true }
        }
    }

    /// What Postfix has taken.
    var sent: [ChaosMail] { state.withLock { $0.sent } }

    /// What was not as it should be; the injection ended there.
    var failure: String? { state.withLock { $0.failure } }

    /// Whether no more comes.
    var isOver: Bool { state.withLock { $0.isOver } }

    /// From here on it may end when its time is over.
    func allowEnd() { state.withLock { $0.mayEnd = true } }

    private func run(_ port: Int, _ options: ChaosOptions) throws {
        let start = ContinuousClock.now
        var dialogue: SMTPDialogue?
        var number = 0
        while true {
            if let messages = options.messages {
                if number == messages { break }
            } else if ContinuousClock.now - start > options.duration, state.withLock({ $0.mayEnd }) {
                break
            }
            let due = start + .milliseconds(number * 1_000 / options.pace)
            while ContinuousClock.now < due { usleep(5_000) }

            if number % 50 == 0 {
                try dialogue?.quit()
                let fresh = try SMTPDialogue(port: port)
                try fresh.reply()
                try fresh.say("EHLO client.example.com")
                dialogue = fresh
            }
            let mail = ChaosMail(number: number, seed: options.seed)
            let reply = try dialogue.map { try mail.send(on: $0) } ?? ""
            guard reply.hasPrefix("250 ") else { throw DidNotHappen(description: "\(mail.id): \(reply)") }
            state.withLock { $0.sent.append(mail) }
            number += 1
        }
        try dialogue?.quit()
    }
}
