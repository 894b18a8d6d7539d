import Descriptors
import Evidence
import Store

/// Reads the messages of an index as the mail path reads them, several at a time.
struct EvaluationReader: Sendable {
    /// Enough to keep every worker child busy while answers are on their way.
    private static let parallel = 8

    let inspector: any Inspector
    /// How long the worker may take for one message.
    let deadline: Duration

    /// The messages in the order of the index, with their true labels.
    ///
    /// - Throws: ``OperationError`` at the first that cannot be read: figures over the rest would be those of another
    ///   corpus.
    func read(_ index: EvaluationIndex) async throws -> [TrainingExample] {
        let progress = Progress(total: index.entries.count)
        defer { progress.finish() }
        return try await withThrowingTaskGroup(of: (Int, TrainingExample).self) { group in
            var messages = [TrainingExample?](repeating: nil, count: index.entries.count)
            var done = 0
            var waiting = index.entries.enumerated().makeIterator()
            for _ in 0..<Self.parallel {
                if let next = waiting.next() { group.addTask { (next.offset, try await read(next.element, index)) } }
            }
            while let (offset, message) = try await group.next() {
                messages[offset] = message
                done += 1
                progress.advance(to: done)
                if let next = waiting.next() { group.addTask { (next.offset, try await read(next.element, index)) } }
            }
            return messages.compactMap(\.self)
        }
    }

    private func read(_ entry: EvaluationIndex.Entry, _ index: EvaluationIndex) async throws -> TrainingExample {
        let item = MailSource.Item(name: entry.path, content: MailSource.contents(of: entry.path))
        do {
            let content = try CommandMail.content(of: item)
            let reading = try await inspector.reading(of: content, within: deadline)
            return TrainingExample(
                digest: try content.withBytes { MessageDigest.digest(of: $0) }, isSpam: entry.isSpam,
                tokens: reading.tokens)
        } catch {
            throw OperationError("\(index.file):\(entry.line): \(entry.path) could not be read: \(error)")
        }
    }
}
