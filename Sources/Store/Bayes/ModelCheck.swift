import Bayes
import GRDB

/// Looks for what cannot be in the tables of a Bayes database, inside one transaction.
struct ModelCheck {
    let db: Database

    /// More than that of one kind of token are only counted.
    private static let namedTokens = 10
    /// The rows of `model` that count messages.
    private static let messageCounts = ["spam", "ham", "well_known_spam", "well_known_ham"]

    /// The findings of `check`, or why it could not be made, each with the name of the part.
    func part(_ name: String, _ check: () throws -> [String]) -> [String] {
        do {
            return try check().map { "\(name): \($0)" }
        } catch let error as DatabaseError {
            return ["\(name): \(error.message ?? "SQLite error \(error.extendedResultCode.rawValue)")"]
        } catch {
            return ["\(name): \(error)"]
        }
    }

    /// Counts out of range, squares below zero, and a place in the log that the log has not reached: rows learned from
    /// then on would be taken for known.
    func model() throws -> [String] {
        let values = try Row.fetchAll(db, sql: "SELECT name, value FROM model ORDER BY name").map {
            (name: try $0.decode(String.self, atIndex: 0), value: try $0.decode(Int64.self, atIndex: 1))
        }
        let notNegative = Set(
            Self.messageCounts + ["folded"] + (0..<Combiner.inputCount).map { "square\($0)" })
        var findings = values.filter { notNegative.contains($0.name) && $0.value < 0 }
            .map { "\($0.name) is \($0.value), below 0" }
        findings += values.filter { Self.messageCounts.contains($0.name) && $0.value > UInt32.max }
            .map { "\($0.name) is \($0.value), above \(UInt32.max)" }
        let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM training") ?? 0
        let folded = try StoredModel(db: db).foldedID()
        if folded > last { findings.append("row \(folded) of the log is folded, and the log ends with row \(last)") }
        return findings
    }

    /// Tokens whose numbers are out of range, or that more messages had than there were.
    func tokens() throws -> [String] {
        var findings: [String] = []
        findings += try tokens("is no key of a token", where: "key = 0", arguments: [])
        for column in ["spam", "ham", "trained"] {
            findings += try tokens(
                "has \(column) out of range", where: "\(column) < 0 OR \(column) > ?",
                arguments: [Int64(UInt32.max)])
        }
        findings += try tokens(
            "has a weight out of range", where: "weight < ? OR weight > ?",
            arguments: [Int64(Int32.min), Int64(Int32.max)])
        for (isSpam, column) in [(true, "spam"), (false, "ham")] where try !StoredModel(db: db).isImported() {
            let messages = try trained(isSpam: isSpam, column)
            findings += try tokens(
                "stands in more \(column) than the \(messages) that were trained", where: "\(column) > ?",
                arguments: [messages])
        }
        return findings
    }

    /// How many messages of a class a token may have been in. Those taken back count: where their own tokens were no
    /// longer kept, the others stayed.
    private func trained(isSpam: Bool, _ name: String) throws -> Int64 {
        let now = try Int64.fetchOne(db, sql: "SELECT value FROM model WHERE name = ?", arguments: [name]) ?? 0
        let takenBack =
            try Int64.fetchOne(
                db, sql: "SELECT count(*) FROM training WHERE event = ? AND is_spam = ? AND effect IS NOT NULL",
                arguments: [TrainingRecord.Event.takenBack.rawValue, isSpam]) ?? 0
        return now.addingReportingOverflow(takenBack).partialValue
    }

    private func tokens(_ finding: String, where condition: String, arguments: StatementArguments) throws -> [String] {
        let count =
            try Int.fetchOne(db, sql: "SELECT count(*) FROM token WHERE \(condition)", arguments: arguments) ?? 0
        let named = try Int64.fetchAll(
            db, sql: "SELECT key FROM token WHERE \(condition) ORDER BY key LIMIT \(Self.namedTokens)",
            arguments: arguments
        ).map { "token \(String(UInt64(bitPattern: $0), radix: 16)) \(finding)" }
        return count > named.count ? named + ["\(count - named.count) more like it"] : named
    }

    /// Rows that cannot be decoded, and rows without the tokens that are still needed.
    func log() throws -> [String] {
        let folded = try StoredModel(db: db).foldedID()
        var findings: [String] = []
        let log = TrainingLog(db: db)
        let ids = try Int64.fetchCursor(db, sql: "SELECT id FROM training ORDER BY id")
        while let id = try ids.next() {
            findings += part("row \(id)") {
                try log.finding(inRow: id, areTokensNeeded: id > folded).map { [$0] } ?? []
            }
        }
        return findings
    }
}
