public import Bayes
public import Evidence
import GRDB
import Synchronization

/// The trained classifier: SQLite for what must last, a table in memory for what must be quick.
///
/// Training appends one row to a log, with what it adds to the model, and is acknowledged when that row is on the
/// disk; then it is applied to the model in memory. From time to time the log is folded into the token table.
/// Whoever opens the database reads the table and the rest of the log. Several processes may use one database: the
/// effect of a message is computed once, by the process that holds the write lock and has taken in all rows before.
///
/// Scores are answered from memory. They wait for a training in progress for the time that its message takes in
/// memory, never for the disk.
public final class BayesDatabase: Classifier {
    /// Rows of the log that wait before they are folded: one transaction a thousand messages writes each page once
    /// instead of once a message.
    static let foldingInterval: Int64 = 1_000

    /// How large the write-ahead log stays after it was larger.
    private static let logByteCount = 4 << 20

    /// The database file.
    public let path: String
    let settings: BayesSettings
    let pool: DatabasePool
    /// Changed by whoever is on the pool's writer queue only.
    let state: Mutex<BayesState>
    /// Answers while little is learned here.
    private let starter: StarterModel?
    let waiting = Mutex<[TrainingRequest]>([])
    /// The texts of tokens that were trained since the last fold.
    let texts = Mutex<[Token: String]>([:])

    /// Opens the database, or makes it where there is none.
    ///
    /// - Throws: ``StoreError`` if it cannot be used: it names the path, what is wrong and what helps.
    public init(path: String, settings: BayesSettings = BayesSettings(), starter: StarterModel? = nil) throws {
        self.path = path
        self.starter = starter
        self.settings = settings
        do {
            try DatabaseFile.check(path)
            pool = try DatabasePool(path: path, configuration: Self.configuration(settings))
            try pool.writeWithoutTransaction { db in
                // Opening a pool sets NORMAL, which may lose the last commits when the power fails.
                try db.execute(sql: "PRAGMA synchronous = \(settings.survivesPowerLoss ? "FULL" : "OFF")")
                try db.execute(sql: "PRAGMA journal_size_limit = \(Self.logByteCount)")
                try DatabaseSchema.bayes.migrate(db, path: path)
            }
            state = Mutex(try pool.read(BayesState.load))
            // The pages that were read are in the table now: SQLite need not keep them too.
            pool.releaseMemory()
        } catch {
            throw StoreError(error, path: path)
        }
        try fold(ifOver: Self.foldingInterval)
    }

    private static func configuration(_ settings: BayesSettings) -> Configuration {
        var configuration = Configuration()
        configuration.label = "tamis.bayes"
        configuration.busyMode = .timeout(settings.busyTimeout / .seconds(1))
        configuration.maximumReaderCount = 2
        // Before anything is written, the mode of the log too, or a new file does not take it.
        configuration.prepareDatabase { db in
            if !db.configuration.readonly { try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
        }
        return configuration
    }

    /// Scores distinct tokens.
    ///
    /// - Returns: without a starter model `.unavailable` while fewer messages are learned than the settings ask for.
    public func score(_ tokens: [Token]) -> Finding<BayesScore> {
        score(tokens, scope: nil)
    }

    /// Scores distinct tokens for a recipient for whom something was learned alone, which counts for the minimum too.
    ///
    /// - Returns: without a starter model `.unavailable` while fewer messages are learned than the settings ask for.
    public func score(_ tokens: [Token], scope: ScopeModel?) -> Finding<BayesScore> {
        let (score, counts) = state.withLock { ($0.model.score(tokens, scope: scope), $0.model.counts) }
        if let starter { return .found(starter.blended(score, of: tokens, learned: counts.adding(scope))) }
        let own = scope?.model.counts ?? TrainingCounts()
        let missing = [
            ("ham", settings.minimumHam - counts.learnedHam - own.learnedHam),
            ("spam", settings.minimumSpam - counts.learnedSpam - own.learnedSpam),
        ].filter { $0.1 > 0 }
        guard missing.isEmpty else {
            let needs = missing.map { "\($0.1) more \($0.0)" }.joined(separator: " and ")
            let commands = missing.map { "tamis learn --\($0.0)" }.joined(separator: ", ")
            return .unavailable(reason: "needs \(needs) (\(commands))")
        }
        return .found(score)
    }

    /// Scores distinct tokens however little is learned.
    public func rawScore(_ tokens: [Token], scope: ScopeModel? = nil) -> BayesScore {
        let (score, counts) = state.withLock { ($0.model.score(tokens, scope: scope), $0.model.counts) }
        return blended(score, of: tokens, counts.adding(scope))
    }

    /// What the starter model makes of a score of this database's model, where there is one.
    func blended(_ score: BayesScore, of tokens: [Token], _ learned: TrainingCounts) -> BayesScore {
        starter?.blended(score, of: tokens, learned: learned) ?? score
    }

    /// Why the score is what it is: the parts sum up to it.
    public func explanation(of tokens: [Token], scope: ScopeModel? = nil) -> Explanation {
        let (local, counts) = state.withLock { ($0.model.explain(tokens, scope: scope), $0.model.counts) }
        return starter?.blended(local, of: tokens, learned: counts.adding(scope)) ?? local
    }

    /// The model as it is now.
    var model: BayesModel { state.withLock { $0.model } }

    /// What the database holds, as far as this process has read it.
    public var information: BayesInformation {
        let byteCount = DatabaseFile.byteCount(path)
        return state.withLock { BayesInformation($0, byteCount: byteCount) }
    }

    /// Takes in what other processes trained. Training does so by itself.
    ///
    /// - Throws: ``StoreError`` if the database cannot be read.
    public func refresh() throws {
        try onWriter { db in
            try db.inTransaction(.deferred) {
                try catchUp(db)
                return .commit
            }
        }
    }

    /// Folds the log into the token table, gives the room of what is dropped back to the disk, and closes the database;
    /// scores go on from memory.
    ///
    /// - Throws: ``StoreError`` if that cannot be written; nothing that was acknowledged is lost then.
    public func close() throws {
        try fold(ifOver: 1)
        // A pool's write-ahead log outlives it. Where another process is at work it does this when that ends.
        try? onWriter { db in
            try db.execute(sql: "PRAGMA incremental_vacuum")
            _ = try db.checkpoint(.truncate)
        }
        do { try pool.close() } catch { throw StoreError(error, path: path) }
    }

    /// Runs `body` on the connection that writes, one caller at a time.
    func onWriter<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do {
            return try pool.writeWithoutTransaction(body)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Takes in the rows of the log that are new to this process; in a transaction, on the writer.
    func catchUp(_ db: Database) throws {
        let (appliedID, generation, isStale) = state.withLock { ($0.appliedID, $0.generation, $0.isStale) }
        do {
            guard !isStale, generation == (try StoredModel(db: db).generation()) else { throw TrainingLog.TokensGone() }
            try TrainingLog(db: db).forEach(after: appliedID) { id, record in
                state.withLock { $0.apply(record, id: id) }
            }
        } catch is TrainingLog.TokensGone {
            let fresh = try BayesState.load(db)
            state.withLock { $0 = fresh }
        }
    }
}
