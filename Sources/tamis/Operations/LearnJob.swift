import Descriptors

/// Learns everything below some paths, several messages at a time.
struct LearnJob: Sendable {
    /// Enough to keep every worker child busy while answers are on their way; the database takes them one by one.
    private static let parallel = 8

    let paths: [String]
    let lesson: Lesson

    /// Learns them all. What is done is done: an interruption loses nothing that was acknowledged.
    func run(with operations: any MailOperations) async throws -> LearnResult {
        var result = LearnResult(before: try await operations.status())
        let progress = Progress(total: MailSource(paths: paths).countFiles())
        try await withThrowingTaskGroup(of: Attempt.self) { group in
            var messages = MailSource(paths: paths).makeIterator()
            var running = 0
            while true {
                if running < Self.parallel, let item = messages.next() {
                    let lesson = lesson
                    group.addTask { await Self.attempt(item, as: lesson, with: operations) }
                    running += 1
                    continue
                }
                guard let attempt = try await group.next() else { break }
                running -= 1
                result.add(attempt.answer)
                if case .failure(let error) = attempt.answer { CommandMail.complain("\(attempt.name): \(error)") }
                progress.advance(to: result.total)
            }
        }
        progress.finish()
        result.after = try await operations.status()
        return result
    }

    private struct Attempt: Sendable {
        let name: String
        let answer: Result<LearnAnswer, any Error>
    }

    private static func attempt(
        _ item: MailSource.Item, as lesson: Lesson, with operations: any MailOperations
    ) async -> Attempt {
        do {
            let answer = try await operations.learn(try CommandMail.content(of: item), as: lesson)
            return Attempt(name: item.name, answer: .success(answer))
        } catch {
            return Attempt(name: item.name, answer: .failure(error))
        }
    }
}
