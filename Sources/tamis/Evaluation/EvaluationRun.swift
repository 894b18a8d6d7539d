import Evidence
import Foundation
import Store

/// Carries out the steps of a protocol with the classifier as it is shipped: a database of its own, in a temporary
/// folder that goes away afterwards.
struct EvaluationRun: Sendable {
    /// Messages that share a transaction where many are trained in a row.
    private static let batch = 500

    let messages: [TrainingExample]
    let steps: [EvaluationProtocol.Step]

    /// The scores of the messages that the protocol scores, in the order of the index. Blocks.
    ///
    /// - Throws: ``StoreError`` if the database cannot be used.
    func scores() throws -> [ScoredMessage] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tamis-evaluate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var models = 0
        func freshModel() throws -> BayesDatabase {
            models += 1
            // Nobody needs it after a power failure, and each message trained by itself would wait for the disk.
            return try BayesDatabase(
                path: folder.appending(path: "\(models).db").path, settings: BayesSettings(survivesPowerLoss: false))
        }

        var database = try freshModel()
        var probabilities = [Double?](repeating: nil, count: messages.count)
        let progress = Progress(total: steps.reduce(0) { $0 + $1.messageCount })
        defer { progress.finish() }
        var done = 0
        for step in steps {
            switch step {
            case .freshModel:
                try database.close()
                database = try freshModel()
            case .train(let labels):
                for start in stride(from: 0, to: labels.count, by: Self.batch) {
                    let batch = labels[start..<min(start + Self.batch, labels.count)]
                    _ = try database.train(
                        batch.map {
                            let message = messages[$0.message]
                            return TrainingExample(
                                digest: message.digest, isSpam: $0.isSpam, tokens: message.tokens)
                        })
                    progress.advance(to: done + start + batch.count)
                }
            case .score(let message):
                probabilities[message] = database.rawScore(messages[message].tokens).probability
            }
            done += step.messageCount
            progress.advance(to: done)
        }
        try database.close()
        return zip(messages, probabilities).compactMap { message, probability in
            probability.map { ScoredMessage(isSpam: message.isSpam, probability: $0) }
        }
    }
}

extension EvaluationProtocol.Step {
    fileprivate var messageCount: Int {
        switch self {
        case .freshModel: 0
        case .train(let labels): labels.count
        case .score: 1
        }
    }
}
