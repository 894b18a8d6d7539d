import SMTP
import Synchronization

/// How many messages went which way since the start.
struct Tally: Hashable, Sendable {
    var passed = 0
    /// Discarded or refused for what they are (RFC 3463 `X.7.Z`).
    var blocked = 0
    /// 4yz: the client tries again.
    var deferred = 0
}

/// Counts the messages of another handler by their replies.
final class TallyingHandler: MessageHandler {
    private let handler: any MessageHandler
    private let counts = Mutex(Tally())

    init(_ handler: any MessageHandler) {
        self.handler = handler
    }

    /// The counts so far.
    var tally: Tally { counts.withLock { $0 } }

    func handle(_ message: ReceivedMessage) async -> [Reply] {
        let replies = await handler.handle(message)
        counts.withLock { $0.add(replies) }
        return replies
    }
}

extension Tally {
    /// Counts a message once: as deferred if any recipient is, else as passed if it reached any.
    mutating func add(_ replies: [Reply]) {
        if replies.contains(where: \.isTransient) {
            deferred += 1
        } else if replies.contains(where: { $0.isPositive && $0.enhanced?.subject != 7 }) {
            passed += 1
        } else {
            blocked += 1
        }
    }
}
