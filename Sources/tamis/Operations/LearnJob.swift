import Descriptors

/// Learns everything below some paths, several messages at a time.
struct LearnJob: Sendable {
    /// Messages are on their way together only as long as they are not larger than this.
    private static let maximumByteCount = 256 << 20
    /// Enough to keep every worker child busy while answers are on their way, and the database: what comes while it waits
    /// for the disk shares the next transaction.
    private static let parallel = 24

    let source: MailSource
    let lesson: Lesson
    /// Whom alone it is for; nil: all.
    let recipient: String?
    /// Is told what became of each message that could be learned, in the order in which they are done.
    var tell: (@Sendable (_ name: String, _ answer: LearnAnswer) throws -> Void)?

    /// Learns them all. What is done is done: an interruption loses nothing that was acknowledged.
    func run(with operations: any MailOperations) async throws -> LearnResult {
        var result = LearnResult(before: try await operations.status(for: recipient))
        let progress = Progress(total: source.countFiles())
        try await withThrowingTaskGroup(of: Attempt.self) { group in
            var messages = source.makeIterator()
            var running = 0
            var byteCount = 0
            while true {
                if running < Self.parallel, byteCount < Self.maximumByteCount, let item = messages.next() {
                    let (lesson, recipient) = (lesson, recipient)
                    byteCount += item.byteCount
                    if item.isCut { result.cut += 1 }
                    group.addTask { await Self.attempt(item, as: lesson, for: recipient, with: operations) }
                    running += 1
                    continue
                }
                guard let attempt = try await group.next() else { break }
                running -= 1
                byteCount -= attempt.byteCount
                result.add(attempt.answer)
                switch attempt.answer {
                case .success(let answer): try tell?(attempt.name, answer)
                case .failure(let error): CommandMail.complain("\(attempt.name): \(error)")
                }
                progress.advance(to: result.total)
            }
        }
        progress.finish()
        result.after = try await operations.status(for: recipient)
        return result
    }

    private struct Attempt: Sendable {
        let name: String
        let byteCount: Int
        let answer: Result<LearnAnswer, any Error>
    }

    private static func attempt(
        _ item: MailSource.Item, as lesson: Lesson, for recipient: String?, with operations: any MailOperations
    ) async -> Attempt {
        do {
            let answer = try await operations.learn(try CommandMail.content(of: item), as: lesson, for: recipient)
            return Attempt(name: item.name, byteCount: item.byteCount, answer: .success(answer))
        } catch {
            return Attempt(name: item.name, byteCount: item.byteCount, answer: .failure(error))
        }
    }
}
