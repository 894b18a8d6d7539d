import Bayes
import Evidence
import GRDB
import Synchronization

extension BayesDatabase {
    /// More texts than that do not wait for a fold; those beyond are not kept.
    private static let maximumWaiting = 200_000

    /// Keeps the texts of a message that was trained until the next fold. They are lost with the process: nothing but
    /// what people are shown depends on them.
    func keepTexts(of example: TrainingExample) {
        guard settings.maximumTexts > 0, example.texts.count == example.tokens.count else { return }
        texts.withLock { texts in
            for (token, text) in zip(example.tokens, example.texts)
            where !text.isEmpty && texts.count < Self.maximumWaiting {
                texts[token] = text
            }
        }
    }

    /// Writes the texts that wait, and keeps those of the strongest tokens only. In the transaction of a fold.
    func foldTexts(_ model: BayesModel, _ db: Database) throws {
        let waiting = texts.withLock { texts in
            defer { texts = [:] }
            return texts
        }
        let kept = try Int64.fetchAll(db, sql: "SELECT key FROM token_text").map { Token(key: UInt64(bitPattern: $0)) }
        var strengths: [Token: Double] = [:]
        for token in kept + waiting.keys {
            if let entry = model.table[token] { strengths[token] = model.evidence(of: entry).magnitude }
        }
        if strengths.count > settings.maximumTexts {
            // The key decides between equals, so that the choice does not depend on an order by chance.
            let strongest = strengths.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(settings.maximumTexts)
            strengths = Dictionary(uniqueKeysWithValues: strongest.map { ($0.key, $0.value) })
        }
        let delete = try db.cachedStatement(sql: "DELETE FROM token_text WHERE key = ?")
        for token in kept where strengths[token] == nil {
            try delete.execute(arguments: [Int64(bitPattern: token.key)])
        }
        let known = Set(kept)
        let insert = try db.cachedStatement(sql: "INSERT OR REPLACE INTO token_text (key, text) VALUES (?, ?)")
        for token in waiting.keys.sorted() where strengths[token] != nil && !known.contains(token) {
            try insert.execute(arguments: [Int64(bitPattern: token.key), waiting[token]])
        }
    }
}
