import Foundation
import GRDB

/// The table of what was learned without a person's word, inside one transaction.
///
/// A row goes when a person has a word on the message, and after 30 days: then nobody has objected.
struct AutoLearnLog {
    let db: Database

    /// How long a row stays, in seconds.
    private static let keep: Int64 = 30 * 86_400

    func append(_ id: Int64, _ note: AutoLearnNote) throws {
        try db.execute(
            sql: "INSERT INTO auto_learned (id, sender, subject, message_id, reason) VALUES (?, ?, ?, ?, ?)",
            arguments: [id, note.from, note.subject, note.messageID, note.reason])
    }

    /// How many of a class were learned since a moment, and are still learned.
    func count(isSpam: Bool, since time: Int64) throws -> Int {
        try Int.fetchOne(
            db,
            sql: "SELECT count(*) FROM auto_learned JOIN training USING (id) WHERE is_spam = ? AND time > ?",
            arguments: [isSpam, time]) ?? 0
    }

    /// All rows, the latest first.
    func all() throws -> [AutoLearned] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, time, is_spam, sender, subject, message_id, reason
                FROM auto_learned JOIN training USING (id) ORDER BY id DESC
                """)
        var found: [AutoLearned] = []
        while let row = try rows.next() {
            found.append(
                AutoLearned(
                    id: try row.decode(Int64.self, atIndex: 0), time: try row.decode(Int64.self, atIndex: 1),
                    isSpam: try row.decode(Bool.self, atIndex: 2),
                    note: AutoLearnNote(
                        from: try row.decode(String.self, atIndex: 3), subject: try row.decode(String.self, atIndex: 4),
                        messageID: try row.decode(String.self, atIndex: 5),
                        reason: try row.decode(String.self, atIndex: 6))))
        }
        return found
    }

    /// A person has had a word on a message.
    func settle(_ digest: [UInt8]) throws {
        try db.cachedStatement(
            sql: "DELETE FROM auto_learned WHERE id IN (SELECT id FROM training WHERE digest = ?)"
        ).execute(arguments: [Data(digest)])
    }

    /// Drops rows nobody has objected to.
    func dropOld(now: Int64) throws {
        try db.execute(
            sql: "DELETE FROM auto_learned WHERE id IN (SELECT id FROM training WHERE time < ?)",
            arguments: [now.subtractingReportingOverflow(Self.keep).partialValue])
    }
}
