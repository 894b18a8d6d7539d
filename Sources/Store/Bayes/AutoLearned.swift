import Foundation
import GRDB

/// A message that was learned without a person's word, as people are shown it.
public struct AutoLearned: Hashable, Sendable {
    /// Its row in the training log.
    public let id: Int64
    /// When it was learned, in seconds since 1970.
    public let time: Int64
    /// As what.
    public let isSpam: Bool
    /// What tells people which message it was.
    public let note: AutoLearnNote
}

/// What tells people which message was learned, and why.
public struct AutoLearnNote: Hashable, Sendable {
    /// Its author.
    public let from: String
    /// Its subject.
    public let subject: String
    /// Its Message-ID.
    public let messageID: String
    /// Why it was learned.
    public let reason: String

    /// Makes a note.
    public init(from: String, subject: String, messageID: String, reason: String) {
        self.from = from
        self.subject = subject
        self.messageID = messageID
        self.reason = reason
    }
}

/// How much may be learned without a person's word.
public struct AutoLearnBounds: Hashable, Sendable {
    /// How many messages of a class in 24 hours.
    public var perDay: Int
    /// How many times as many of a class may be learned as of the other one, all together.
    public var balance: Int

    /// Makes bounds.
    public init(perDay: Int = 50, balance: Int = 3) {
        self.perDay = perDay
        self.balance = balance
    }
}

/// What became of a message that was to be learned without a person's word.
public enum AutoLearnOutcome: Hashable, Sendable {
    /// It was learned.
    case learned
    /// It was learned or taken back before, by whomever.
    case known
    /// The model knows its like too well to gain from it.
    case wellKnown
    /// As many of its class were learned in the last 24 hours as may be.
    case dayIsFull
    /// Too much of its class is learned, compared with the other.
    case unbalanced
}

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
