import Foundation
import GRDB

/// A Bayes database as a file that another process may be at work on: opened for reading only, and each call sees the
/// database as of one moment.
///
/// Root may use it too: what SQLite makes beside the file as root, it gives to the owner of the file.
public struct BayesFile: Sendable {
    /// The database file.
    public let path: String
    private let busyTimeout: Duration

    /// Names the file; it is opened by the calls.
    public init(path: String, busyTimeout: Duration = .seconds(10)) {
        self.path = path
        self.busyTimeout = busyTimeout
    }

    /// What the database holds, rows that wait to be folded taken in.
    ///
    /// Complexity: O(size), for SQLite's quick check reads it all.
    /// - Throws: ``StoreError`` if there is none, or it cannot be read.
    public func overview() throws -> BayesOverview {
        try read { db in
            try DatabaseSchema.bayes.require(db, path: path)
            let log = TrainingLog(db: db)
            let state = try BayesState.load(db)
            return BayesOverview(
                information: BayesInformation(state, byteCount: DatabaseFile.byteCount(path)),
                firstTraining: try log.firstTime(), waitingRows: Int(state.appliedID - state.foldedID),
                schemaVersion: DatabaseSchema.bayes.version,
                problems: try String.fetchAll(db, sql: "PRAGMA quick_check").filter { $0 != "ok" })
        }
    }

    /// Runs `body` in a read transaction.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do {
            return try open().read(body)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// A connection that only reads.
    func open() throws -> DatabaseQueue {
        try DatabaseFile.check(path)
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError(
                path: path, problem: "there is no Bayes database",
                remedy: "teach it with `tamis learn`, or see to storage.folder")
        }
        var configuration = Configuration()
        configuration.label = "tamis.bayes.read"
        configuration.readonly = true
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
