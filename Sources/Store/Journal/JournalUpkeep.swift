import Foundation
import GRDB
import Synchronization

/// The thread that moves the log into the database and deletes old rows, on a connection of its own, so that neither is
/// waited for.
///
/// A checkpoint that catches up with the log syncs log and database without holding a lock. Only then is the log cut off
/// and begun anew, which costs its writer a sync of the new log's header: that is done here too, with a write of no
/// meaning, and not in the next attempt's note. Where notes come so fast that no checkpoint ever catches up, the writer
/// is held once for each ``Limits/forced`` bytes of log.
final class JournalUpkeep: Sendable {
    /// When the log is moved into the database, in bytes of log.
    struct Limits: Sendable {
        /// From here on, a checkpoint that holds nobody.
        var checkpoint = 4 << 20
        /// From here on, one that holds the writer if need be: some ten thousand messages.
        var forced = 64 << 20
    }

    /// Rows deleted in one transaction: it is over in a millisecond or so.
    private static let batch = 200
    /// Passes, of about a second, between two prunings.
    private static let pruningInterval = 60

    private let writer: JournalWriter
    private let passes = Mutex(0)

    init(writer: JournalWriter) {
        self.writer = writer
    }

    /// Works until the journal is closed; the thread's body.
    func run() {
        // For this thread alone, on Linux. It only costs time where it is refused.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        while !writer.desk.withLock({ $0.isClosing }) {
            poll(nil, 0, 1_000)
            let prunes = passes.withLock { passes in
                passes += 1
                return passes % Self.pruningInterval == 1
            }
            pass(Limits(), prunes: prunes)
        }
    }

    /// Looks after the database once.
    func pass(_ limits: Limits, prunes: Bool) {
        let path = writer.path
        guard let inode = writer.desk.withLock({ $0.status.failure == nil ? $0.inode : nil }) else { return }
        guard JournalFile.inode(path) == inode else {
            writer.submit { $0.isReplaced = $0.inode == inode }
            return
        }
        let logSize = Self.size(path + "-wal")
        guard prunes || logSize > limits.checkpoint else { return }
        do {
            try writer.gate.withLock { _ in
                let cutoff = writer.desk.withLock { desk in
                    desk.inode != inode || desk.isClosing ? nil : desk.clock.now - desk.keepSeconds * 51 / 50
                }
                guard let cutoff else { return }
                let queue = try DatabaseQueue(path: path, configuration: Self.configuration)
                defer { try? queue.close() }
                let rows = try queue.inDatabase { db in
                    try db.execute(sql: "PRAGMA synchronous = NORMAL")
                    try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
                    if prunes { try Self.prune(db, olderThan: cutoff) }
                    if logSize > limits.checkpoint { try Self.checkpoint(db, forced: logSize > limits.forced) }
                    return try Self.rowCount(db)
                }
                writer.desk.withLock { desk in
                    desk.status.rows = rows
                    desk.status.byteCount = Self.size(path) + Self.size(path + "-wal")
                }
            }
        } catch  where error.isDamage {
            writer.submit { desk in
                desk.isDamaged = desk.inode == inode
                desk.isTryDue = true
            }
        } catch {
            // A lock or a full disk: the writer finds out and says so; this comes again.
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "tamis.journal.upkeep"
        configuration.busyMode = .timeout(0.2)
        return configuration
    }

    private static func checkpoint(_ db: Database, forced: Bool) throws {
        let (logged, moved) = try db.checkpoint(.passive)
        guard logged == moved || forced else { return }
        _ = try db.checkpoint(.truncate)
        try db.execute(sql: "PRAGMA user_version = \(DatabaseSchema.journal.version)")
    }

    /// Deletes rows of old attempts: a little later than they may be, for the client's last attempt may come one
    /// interval between attempts after the end of the message's life.
    private static func prune(_ db: Database, olderThan cutoff: Int) throws {
        let delete = try db.makeStatement(
            sql: "DELETE FROM journal WHERE id IN (SELECT id FROM journal ORDER BY id LIMIT ?) AND time < ?")
        repeat {
            try delete.execute(arguments: [batch, cutoff])
        } while db.changesCount > 0
    }

    /// The rows there are, and those deleted among them: counting them would read all of them.
    private static func rowCount(_ db: Database) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT coalesce((SELECT max(id) FROM journal) - (SELECT min(id) FROM journal) + 1, 0)
                """) ?? 0
    }

    private static func size(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }
}
