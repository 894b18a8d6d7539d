import Foundation
import GRDB

/// The tables of `bayes.db`, and how an older database gets there.
///
/// - `training`: the log, a row an event, never changed. The last row of a digest says what is learned of it.
/// - `training_token`: the tokens of recent rows, with the times they had been trained before.
/// - `token`: the token table as of row `folded` of the log.
/// - `model`: everything else of the model as of that row, by name, integers all.
enum BayesSchema {
    /// `TAMB`: marks the file as ours.
    static let applicationID: Int32 = 0x5441_4D42

    /// What each version adds to the one before.
    private static let migrations = [
        """
        CREATE TABLE training (
            id INTEGER PRIMARY KEY, digest BLOB NOT NULL CHECK (length(digest) = 32),
            is_spam INTEGER NOT NULL CHECK (is_spam IN (0, 1)), event INTEGER NOT NULL, effect BLOB,
            time INTEGER NOT NULL) STRICT;
        CREATE INDEX training_digest ON training (digest);
        CREATE TABLE training_token (id INTEGER PRIMARY KEY, tokens BLOB NOT NULL, previous_times BLOB NOT NULL) STRICT;
        CREATE TABLE token (
            key INTEGER PRIMARY KEY, spam INTEGER NOT NULL, ham INTEGER NOT NULL, weight INTEGER NOT NULL,
            trained INTEGER NOT NULL) STRICT;
        CREATE TABLE model (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """
    ]

    /// Brings the database to this version.
    ///
    /// - Throws: ``StoreError`` for a database that is another program's or a newer Tamis'.
    static func migrate(_ db: Database, path: String) throws {
        if try isCurrent(db, path: path) { return }
        try db.inTransaction(.immediate) {
            // Another process may have done it while this one waited for the lock.
            if try isCurrent(db, path: path) { return .commit }
            for migration in migrations.dropFirst(try version(db)) {
                try db.execute(sql: migration)
            }
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: "PRAGMA user_version = \(migrations.count)")
            return .commit
        }
    }

    private static func version(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }

    private static func isCurrent(_ db: Database, path: String) throws -> Bool {
        let owner = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try version(db)
        if owner != applicationID {
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard owner == 0, version == 0, tables == 0 else {
                throw StoreError(
                    path: path, problem: "is another program's database",
                    remedy: "give the Bayes database a path of its own")
            }
            return false
        }
        guard version <= migrations.count else {
            throw StoreError(
                path: path, problem: "has schema version \(version), and this Tamis knows up to \(migrations.count)",
                remedy: "use the Tamis that wrote it, or a newer one")
        }
        return version == migrations.count
    }
}
