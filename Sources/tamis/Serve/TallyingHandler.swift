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

/// Counts the messages of another handler by their replies, and those it is at work on.
final class TallyingHandler: MessageHandler {
    private let handler: any MessageHandler
    private let counts = Mutex(Tally())
    private let inWork = Atomic(0)

    init(_ handler: any MessageHandler) {
        self.handler = handler
    }

    /// The counts so far.
    var tally: Tally { counts.withLock { $0 } }

    func handle(_ message: ReceivedMessage) async -> [Reply] {
        inWork.add(1, ordering: .relaxed)
        defer { inWork.subtract(1, ordering: .relaxed) }
        let replies = await handler.handle(message)
        counts.withLock { $0.add(replies) }
        return replies
    }

    /// Whether a message is in work.
    var isAtWork: Bool { inWork.load(ordering: .relaxed) > 0 }

    /// Waits until no message is in work, or that long at most.
    func settle(within limit: Duration) async {
        let end = ContinuousClock.now + limit
        while isAtWork, .now < end {
            do { try await Task.sleep(for: .milliseconds(10)) } catch { return }
        }
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
