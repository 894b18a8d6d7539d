import GRDB

/// The schema of one of our databases: how a file is known as ours, and what each version adds to the one before.
struct DatabaseSchema {
    /// Marks the file (`PRAGMA application_id`): four letters.
    let applicationID: Int32
    /// The SQL of each version; the version is kept in `PRAGMA user_version`.
    let migrations: [String]
    /// What helps where another program's database lies at the path.
    let remedy: String

    /// The version this program writes.
    var version: Int { migrations.count }

    /// Brings the database to this version.
    ///
    /// - Throws: ``StoreError`` for a database that is another program's or a newer Tamis'.
    func migrate(_ db: Database, path: String) throws {
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

    /// Sees that a database that is only read is ours and of this version.
    ///
    /// - Throws: ``StoreError`` otherwise.
    func require(_ db: Database, path: String) throws {
        guard try isCurrent(db, path: path) else {
            let stored = try storedVersion(db)
            throw StoreError(
                path: path, problem: "has schema version \(stored), and version \(version) is needed",
                remedy: "`tamis serve` brings it there when it starts")
        }
    }

    private func storedVersion(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }

    private func isCurrent(_ db: Database, path: String) throws -> Bool {
        let owner = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let stored = try storedVersion(db)
        if owner != applicationID {
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard owner == 0, stored == 0, tables == 0 else {
                throw StoreError(path: path, problem: "is another program's database", remedy: remedy)
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
