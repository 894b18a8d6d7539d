import Foundation
import GRDB
import Policy

/// The connection that reads and writes `journal.db`; used by the writer's thread only.
///
/// `synchronous = NORMAL` and no automatic checkpoints: a commit writes to the page cache and syncs nothing, so it
/// outlives this process however that ends. What the power takes with it are the last commits, which makes duplicates.
/// OFF would cost the same here and would let the checkpoint (on another thread and connection) write pages before the
/// log that can mend them is on the disk: then a power failure leaves a damaged database, perhaps a silently damaged
/// one, and the guard against duplicates of five days is gone instead of that of the last seconds.
final class JournalFile {
    /// How long a lock is waited for, once; below the time after which a writer counts as stuck.
    static let patience: Duration = .milliseconds(450)

    /// What opening found.
    struct Opening {
        /// The time of the row last inserted.
        var lastRow: Int?
        /// The number of the file, to find out that another one lies at the path.
        var inode: UInt64?
    }

    private let path: String
    private var queue: DatabaseQueue?
    private var inode: UInt64?
    private var isPatient = true

    init(path: String) {
        self.path = path
    }

    /// Whether there is a connection.
    var isOpen: Bool { queue != nil }

    /// Opens the database, or makes it where there is none; where one is open already, it stays so if this throws.
    ///
    /// - Throws: ``StoreError``, or `DatabaseError` where it is SQLite's.
    func open() throws -> Opening {
        try DatabaseFile.check(path)
        // The last connection to a file deletes the log of that name, be it another file's by now.
        if Self.inode(path) != inode { close() }
        var configuration = Configuration()
        configuration.label = "tamis.journal"
        configuration.busyMode = .timeout(Self.patience / .seconds(1))
        configuration.allowsUnsafeTransactions = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let lastRow = try queue.inDatabase { db in
            try Self.set(db, path: path)
            try DatabaseSchema.journal.migrate(db, path: path)
            // A damaged page may hold anything; what is no number counts as none.
            let time = try DatabaseValue.fetchOne(db, sql: "SELECT time FROM journal ORDER BY id DESC LIMIT 1")
            return time.flatMap(Int.fromDatabaseValue)
        }
        close()
        self.queue = queue
        isPatient = true
        inode = Self.inode(path)
        return Opening(lastRow: lastRow, inode: inode)
    }

    private static func set(_ db: Database, path: String) throws {
        // Another program's database is not turned into a WAL one.
        if try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0 > 0 {
            try DatabaseSchema.journal.migrate(db, path: path)
        }
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
            throw StoreError(
                path: path, problem: "its file system cannot share memory, which SQLite's log needs",
                remedy: "put the journal on a local disk")
        }
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
    }

    /// Closes the connection; nothing if there is none.
    func close() {
        try? queue?.close()
        queue = nil
    }

    /// Takes the write lock.
    ///
    /// - Parameter waits: whether to wait for another program that holds it.
    func beginWriting(waits: Bool) throws {
        try inDatabase { db in
            if waits != isPatient {
                let milliseconds = waits ? Int(Self.patience / .milliseconds(1)) : 0
                try db.execute(sql: "PRAGMA busy_timeout = \(milliseconds)")
                isPatient = waits
            }
            try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        }
    }

    /// Reads rows; needs no lock that a writer holds.
    func read(_ keys: [JournalKey]) throws -> [JournalKey: JournalRow] {
        if keys.isEmpty { return [:] }
        return try inDatabase { db in
            let statement = try db.cachedStatement(
                sql: "SELECT wanted, delivered, begun, note FROM journal WHERE key = ?")
            var rows: [JournalKey: JournalRow] = [:]
            for key in keys {
                try statement.withKey(key) { bound in
                    guard try bound.step() else { return }
                    rows[key] = JournalRow(
                        wanted: bound.integer(0), delivered: bound.integer(1), begun: bound.integer(2),
                        note: bound.text(3))
                }
            }
            return rows
        }
    }

    /// Writes rows and lets the write lock go; the note is made when this returns.
    func write(_ rows: [(key: JournalKey, row: JournalRow)], time: Int) throws {
        try inDatabase { db in
            // Should another process write too (one that drains while the next one starts), the higher number is right.
            let upsert = try db.cachedStatement(
                sql: """
                    INSERT INTO journal (key, wanted, delivered, begun, time, note) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (key) DO UPDATE SET wanted = max(wanted, excluded.wanted),
                    delivered = max(delivered, excluded.delivered), begun = excluded.begun, note = excluded.note
                    """)
            let delete = try db.cachedStatement(sql: "DELETE FROM journal WHERE key = ? AND delivered = 0")
            for (key, row) in rows {
                if row.isWorthKeeping {
                    try upsert.withKey(key) { bound in
                        bound.bind(row.wanted, 2)
                        bound.bind(row.delivered, 3)
                        bound.bind(row.begun, 4)
                        bound.bind(time, 5)
                        try bound.step(binding: row.note, 6)
                    }
                } else {
                    try delete.withKey(key) { bound in _ = try bound.step() }
                }
            }
            try db.cachedStatement(sql: "COMMIT").execute()
        }
    }

    /// Lets the write lock go without a change.
    func abandonWriting() {
        try? queue?.inDatabase { db in
            if db.isInsideTransaction { try db.rollback() }
        }
    }

    /// Moves the closed database and its log aside; what was moved aside earlier is deleted.
    ///
    /// - Returns: the new path.
    /// - Throws: ``StoreError`` if that cannot be done.
    func moveAside() throws -> String {
        close()
        let files = FileManager.default
        let url = URL(filePath: path)
        let prefix = url.lastPathComponent + ".damaged-"
        let folder = url.deletingLastPathComponent()
        let aside = path + ".damaged-\(Int(Date().timeIntervalSince1970))"
        do {
            for name in try files.contentsOfDirectory(atPath: folder.path) where name.hasPrefix(prefix) {
                try files.removeItem(at: folder.appending(path: name))
            }
            for suffix in ["-wal", ""] where files.fileExists(atPath: path + suffix) {
                try files.moveItem(atPath: path + suffix, toPath: aside + suffix)
            }
            if files.fileExists(atPath: path + "-shm") { try files.removeItem(atPath: path + "-shm") }
        } catch {
            throw StoreError(
                path: path, problem: "is damaged and cannot be moved aside (\(error))", remedy: "move it away")
        }
        return aside
    }

    /// The number of the file at a path; nil where there is none.
    static func inode(_ path: String) -> UInt64? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber]) as? UInt64
    }

    private func inDatabase<Result>(_ body: (Database) throws -> Result) throws -> Result {
        guard let queue else { throw StoreError(path: path, problem: "is not open") }
        return try queue.inDatabase(body)
    }
}
