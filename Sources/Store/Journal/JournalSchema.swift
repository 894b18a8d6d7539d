import GRDB

/// The table of `journal.db`, and how an older database gets there.
///
/// A rowid table with its index: rows lie in the order of their first attempt, so that noting an end touches a page that
/// was just written, and pruning takes the first ones.
enum JournalSchema {
    /// `TAMJ`: marks the file as ours.
    static let applicationID: Int32 = 0x5441_4D4A

    /// What each version adds to the one before.
    private static let migrations = [
        """
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, wanted INTEGER NOT NULL, delivered INTEGER NOT NULL,
            begun INTEGER NOT NULL, time INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
        """
    ]

    /// The version this program writes.
    static var version: Int { migrations.count }

    /// Brings the database to this version.
    ///
    /// - Throws: ``StoreError`` for a database that is another program's or a newer Tamis'.
    static func migrate(_ db: Database, path: String) throws {
        if try isCurrent(db, path: path) { return }
        try db.inTransaction(.immediate) {
            // Another process may have done it while this one waited for the lock.
            if try isCurrent(db, path: path) { return .commit }
            for migration in migrations.dropFirst(try storedVersion(db)) {
                try db.execute(sql: migration)
            }
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }

    private static func storedVersion(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }

    private static func isCurrent(_ db: Database, path: String) throws -> Bool {
        let owner = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let stored = try storedVersion(db)
        if owner != applicationID {
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard owner == 0, stored == 0, tables == 0 else {
                throw StoreError(
                    path: path, problem: "is another program's database",
                    remedy: "give the journal a path of its own")
            }
            return false
        }
        guard stored <= version else {
            throw StoreError(
                path: path, problem: "has schema version \(stored), and this Tamis knows up to \(version)",
                remedy: "use the Tamis that wrote it, or a newer one")
        }
        return stored == version
    }
}
