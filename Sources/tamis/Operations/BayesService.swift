import Bayes
import Evidence
import MailObject
import Store

/// The classifier of this process: the database where it could be opened, or the reason why not, and the models of single
/// recipients or domains beside it.
///
/// An unreadable database does not stop mail: it passes without Bayes' points, and header, log and `tamis score`
/// say why (law 10).
struct BayesService: Classifier {
    private let state: Result<BayesDatabase, BayesUnavailable>
    private let configuration: Configuration
    /// Nil where there is one model for all.
    private let scopes: BayesScopes?
    /// Why the starter model cannot be used; nil if it can, or none is wanted.
    let starterFailure: String?
    /// Whether it is used.
    let hasStarter: Bool

    /// Opens the database, or keeps the reason.
    init(_ configuration: Configuration) {
        self.configuration = configuration
        let (starter, failure) = StarterFile.load(configuration)
        starterFailure = failure
        hasStarter = starter != nil
        do {
            state = .success(
                try BayesDatabase(
                    path: Self.path(configuration), settings: BayesSettings(configuration), starter: starter))
        } catch {
            state = .failure(BayesUnavailable(description: "\(error)"))
        }
        scopes =
            configuration.bayes.scope == .site
            ? nil
            : BayesScopes(
                folder: Self.scopesFolder(configuration), maximum: configuration.bayes.maximumScopes,
                settings: BayesSettings(scopesOf: configuration))
    }

    /// Where the database is.
    static func path(_ configuration: Configuration) -> String {
        configuration.storage.folder + "/bayes.db"
    }

    /// Where the database of a recipient's model is; without a recipient that for all.
    ///
    /// - Throws: ``OperationError`` if there is none for him.
    static func path(_ configuration: Configuration, for recipient: String?) throws -> String {
        guard let recipient else { return path(configuration) }
        return BayesScopes.path(
            of: try scopeName(configuration, for: recipient), in: scopesFolder(configuration))
    }

    private static func scopesFolder(_ configuration: Configuration) -> String {
        configuration.storage.folder + "/bayes"
    }

    private static func scopeName(_ configuration: Configuration, for recipient: String) throws -> String {
        guard configuration.bayes.scope != .site else {
            throw OperationError("--recipient: there is one model for all (bayes.scope)")
        }
        // A domain alone will do where it has the model.
        let address = configuration.bayes.scope == .domain && !recipient.contains("@") ? "@" + recipient : recipient
        guard let name = configuration.bayes.scope.name(for: Path(address)) else {
            throw OperationError("--recipient: \"\(PrintableText.line(recipient))\" is no address with a domain")
        }
        return name
    }

    /// Why there is no database; nil if all is well.
    var failure: String? {
        if case .failure(let error) = state { error.description } else { nil }
    }

    /// What is wrong with models of single recipients or domains.
    var scopeFailures: [StoreError] { scopes?.failures ?? [] }

    func score(_ tokens: [Token]) -> Finding<BayesScore> {
        switch state {
        case .success(let database): database.score(tokens)
        case .failure(let error): .unavailable(reason: error.description)
        }
    }

    func ownScores(_ tokens: [Token], for recipients: [Recipient]) -> [Int: BayesScore] {
        guard let scopes, case .success(let database) = state else { return [:] }
        var known: [String: BayesScore?] = [:]
        var scores: [Int: BayesScore] = [:]
        for (place, recipient) in recipients.enumerated() {
            guard let name = configuration.bayes.scope.name(for: recipient.forwardPath) else { continue }
            let score = known[name] ?? scopeModel(name, scopes).flatMap { database.score(tokens, scope: $0).result }
            known[name] = .some(score)
            scores[place] = score
        }
        return scores
    }

    private func scopeModel(_ name: String, _ scopes: BayesScopes) -> ScopeModel? {
        scopes.model(of: name).map { ScopeModel(model: $0, weight: configuration.bayes.scopeWeight) }
    }

    /// What was learned for a recipient alone; nil where nothing was.
    private func scopeModel(for recipient: String?) throws -> ScopeModel? {
        guard let recipient else { return nil }
        let name = try Self.scopeName(configuration, for: recipient)
        return scopes.flatMap { scopeModel(name, $0) }
    }

    /// The spam probability of distinct tokens for a recipient, however little is learned.
    func probability(_ tokens: [Token], for recipient: String?) throws -> Double {
        try state.get().rawScore(tokens, scope: scopeModel(for: recipient)).probability
    }

    /// Runs `body` on the database in which is learned what counts for a recipient, or for all.
    func withDatabase<Result>(for recipient: String?, _ body: (BayesDatabase) throws -> Result) throws -> Result {
        guard let recipient else { return try body(try state.get()) }
        let name = try Self.scopeName(configuration, for: recipient)
        guard let scopes else { throw OperationError("--recipient: there is one model for all (bayes.scope)") }
        return try scopes.withDatabase(of: name, body)
    }

    /// What is learned so far, for a recipient or for all.
    func status(for recipient: String?) throws -> BayesStatus {
        let path = try Self.path(configuration, for: recipient)
        guard let recipient else {
            let information = try state.get().information
            return BayesStatus(
                database: path, spam: information.spam, ham: information.ham, tokens: information.tokens)
        }
        let model = scopes?.model(of: try Self.scopeName(configuration, for: recipient)) ?? BayesModel()
        return BayesStatus(
            database: path, spam: model.counts.learnedSpam, ham: model.counts.learnedHam, tokens: model.table.count)
    }

    /// The tokens of a reading that weighed most, strongest first.
    func strongest(in reading: Reading, for recipient: String?, limit: Int = 15) throws -> [ScoreAnswer.WeighedToken] {
        guard case .success(let database) = state else { return [] }
        let texts = Dictionary(zip(reading.tokens, reading.tokenTexts), uniquingKeysWith: { first, _ in first })
        let explanation = try database.explanation(of: reading.tokens, scope: scopeModel(for: recipient))
        return explanation.contributions.prefix(limit).map { entry in
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
