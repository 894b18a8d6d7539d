import Bayes
import Evidence
import Store

/// The classifier of this process: the database where it could be opened, or the reason why not.
///
/// An unreadable database does not stop mail: it passes without Bayes' points, and header, log and `tamis score`
/// say why (law 10).
struct BayesService: Classifier {
    private let state: Result<BayesDatabase, BayesUnavailable>
    private let path: String

    /// Opens the database, or keeps the reason.
    init(_ configuration: Configuration) {
        path = Self.path(configuration)
        do {
            state = .success(try BayesDatabase(path: path, settings: BayesSettings(configuration)))
        } catch {
            state = .failure(BayesUnavailable(description: "\(error)"))
        }
    }

    /// Where the database is.
    static func path(_ configuration: Configuration) -> String {
        configuration.storage.folder + "/bayes.db"
    }

    /// Why there is no database; nil if all is well.
    var failure: String? {
        if case .failure(let error) = state { error.description } else { nil }
    }

    func score(_ tokens: [Token]) -> Finding<BayesScore> {
        switch state {
        case .success(let database): database.score(tokens)
        case .failure(let error): .unavailable(reason: error.description)
        }
    }

    /// The database, for training.
    func database() throws -> BayesDatabase {
        try state.get()
    }

    /// What is learned so far.
    func status() throws -> BayesStatus {
        let information = try state.get().information
        return BayesStatus(
            database: path, spam: information.spam, ham: information.ham, tokens: information.tokens)
    }

    /// The tokens of a reading that weighed most, strongest first.
    func strongest(in reading: Reading, limit: Int = 15) -> [ScoreAnswer.WeighedToken] {
        guard let database = try? state.get() else { return [] }
        let texts = Dictionary(zip(reading.tokens, reading.tokenTexts), uniquingKeysWith: { first, _ in first })
        return database.explain(reading.tokens).prefix(limit).map { entry in
            ScoreAnswer.WeighedToken(
                section: "\(entry.token.section)", text: texts[entry.token] ?? "", spam: entry.spam, ham: entry.ham,
                evidence: entry.evidence)
        }
    }

    /// Writes what is left to write; called when the process ends.
    func close() throws {
        try state.get().close()
    }
}

/// Why the token database cannot be used.
struct BayesUnavailable: Error, CustomStringConvertible {
    let description: String
}
