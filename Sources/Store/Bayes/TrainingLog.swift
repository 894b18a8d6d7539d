import Bayes
import Evidence
import Foundation
import GRDB

/// The training log inside one transaction.
struct TrainingLog {
    let db: Database

    /// Tokens are kept with this many rows at the end of the log after they were folded: what was learned lately can
    /// be taken back although the message is at hand in another form only. Older rows keep their effect.
    static let rowsWithTokens: Int64 = 200

    /// Appends a row.
    ///
    /// - Returns: its id.
    func append(_ record: TrainingRecord) throws -> Int64 {
        try db.cachedStatement(
            sql: "INSERT INTO training (digest, is_spam, event, effect, time) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [
            Data(record.digest), record.isSpam, record.event.rawValue, record.effect?.data,
            Int64(Date().timeIntervalSince1970),
        ])
        let id = db.lastInsertedRowID
        if let effect = record.effect {
            try db.cachedStatement(
                sql: "INSERT INTO training_token (id, tokens, previous_times) VALUES (?, ?, ?)"
            ).execute(arguments: [
                id, BlobCoding.data(record.tokens.map(\.key)), BlobCoding.data(effect.previousTimes),
            ])
        }
        return id
    }

    /// The last row of a message; its tokens are empty if they are no longer kept.
    func latest(of digest: [UInt8]) throws -> TrainingRecord? {
        let statement = try db.cachedStatement(
            sql: Self.columns + "WHERE digest = ? ORDER BY id DESC LIMIT 1")
        return try Row.fetchOne(statement, arguments: [Data(digest)]).map { try record($0).record }
    }

    /// Hands the rows after `id` to `body`, in order.
    ///
    /// - Throws: ``TokensGone`` if one's tokens are no longer kept; whatever `body` throws.
    func forEach(after id: Int64, _ body: (Int64, TrainingRecord) throws -> Void) throws {
        let rows = try Row.fetchCursor(
            try db.cachedStatement(sql: Self.columns + "WHERE id > ? ORDER BY id"), arguments: [id])
        while let row = try rows.next() {
            let (record, hasTokens) = try record(row)
            guard hasTokens || record.effect == nil else { throw TokensGone() }
            try body(try row.decode(Int64.self, atIndex: 0), record)
        }
    }

    /// When the last row was written, in seconds since 1970.
    func lastTime() throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT time FROM training ORDER BY id DESC LIMIT 1")
    }

    /// When the first row was written, in seconds since 1970.
    func firstTime() throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT time FROM training ORDER BY id LIMIT 1")
    }

    /// Drops the tokens of all but the last rows up to `id`, and of those that a person may yet object to.
    func dropTokens(upTo id: Int64) throws {
        try db.execute(
            sql: "DELETE FROM training_token WHERE id <= ? AND id NOT IN (SELECT id FROM auto_learned)",
            arguments: [id.subtractingReportingOverflow(Self.rowsWithTokens).partialValue])
    }

    /// What is wrong with a row; nil if nothing is.
    ///
    /// - Throws: `DatabaseError` if the row cannot be decoded.
    func finding(inRow id: Int64, areTokensNeeded: Bool) throws -> String? {
        let statement = try db.cachedStatement(sql: Self.columns + "WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]) else { return "cannot be found" }
        let (record, hasTokens) = try record(row)
        guard hasTokens else { return record.effect != nil && areTokensNeeded ? "its tokens are missing" : nil }
        let byteCount = try row.decode(Data.self, atIndex: 5).count
        guard byteCount == record.tokens.count * MemoryLayout<UInt64>.size else { return "its tokens are cut off" }
        let times = record.effect?.previousTimes.count ?? 0
        return times == 0 || times == record.tokens.count || record.event == .takenBack
            ? nil : "it has \(times) times of \(record.tokens.count) tokens"
    }

    /// The tokens of a row were dropped: this process fell so far behind that it must load the table anew.
    struct TokensGone: Error {}

    private static let columns = """
        SELECT id, digest, is_spam, event, effect, tokens, previous_times \
        FROM training LEFT JOIN training_token USING (id) 
        """

    private func record(_ row: Row) throws -> (record: TrainingRecord, hasTokens: Bool) {
        let isSpam = try row.decode(Bool.self, atIndex: 2)
        let tokens = try row.decode(Data?.self, atIndex: 5)
        let times = try row.decode(Data?.self, atIndex: 6) ?? Data()
        let effect = try row.decode(Data?.self, atIndex: 4).map { data in
            let previousTimes = BlobCoding.integers(UInt32.self, in: times)
            guard let effect = TrainingEffect(data, isSpam: isSpam, previousTimes: previousTimes) else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "malformed effect in the training log")
            }
            return effect
        }
        guard let event = TrainingRecord.Event(rawValue: try row.decode(Int64.self, atIndex: 3)) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "unknown event in the training log")
        }
        let record = TrainingRecord(
            digest: [UInt8](try row.decode(Data.self, atIndex: 1)), isSpam: isSpam, event: event, effect: effect,
            tokens: BlobCoding.integers(UInt64.self, in: tokens ?? Data()).map(Token.init(key:)))
        return (record, tokens != nil)
    }
}
