import Evidence
import Foundation
import Store

/// Tamis' classifier as it is shipped, with a database of its own.
struct TamisFilter: EvaluatedFilter {
    let threshold = 0.5
    private let messages: [TrainingExample]
    private let folder: URL
    private var database: BayesDatabase
    private var models = 1

    /// A filter whose databases lie in `folder`.
    ///
    /// - Throws: ``StoreError`` if the database cannot be made.
    init(messages: [TrainingExample], folder: URL) throws {
        self.messages = messages
        self.folder = folder
        database = try Self.database(models, in: folder)
    }

    mutating func freshModel() throws {
        try database.close()
        models += 1
        database = try Self.database(models, in: folder)
    }

    func train(_ labels: [EvaluationProtocol.Label]) throws {
        _ = try database.train(
            labels.map {
                let message = messages[$0.message]
                return TrainingExample(digest: message.digest, isSpam: $0.isSpam, tokens: message.tokens)
            })
    }

    func scores(of messages: [Int]) throws -> [Double] {
        messages.map { database.rawScore(self.messages[$0].tokens).probability }
    }

    func close() throws {
        try database.close()
    }

    private static func database(_ number: Int, in folder: URL) throws -> BayesDatabase {
        // Nobody needs it after a power failure, and each message trained by itself would wait for the disk.
        try BayesDatabase(
            path: folder.appending(path: "\(number).db").path, settings: BayesSettings(survivesPowerLoss: false))
    }
}
