public import Bayes
public import Evidence
import GRDB

extension BayesFile {
    /// The model, rows that wait to be folded taken in, and the texts of those tokens that have one.
    ///
    /// Complexity: O(size); as much memory as the daemon needs for the model.
    /// - Throws: ``StoreError`` if there is no database or it cannot be read.
    public func model() throws -> (model: BayesModel, texts: [Token: String]) {
        try read { db in
            try DatabaseSchema.bayes.require(db, path: path)
            var texts: [Token: String] = [:]
            let rows = try Row.fetchCursor(db, sql: "SELECT key, text FROM token_text")
            while let row = try rows.next() {
                texts[Token(key: UInt64(bitPattern: try row.decode(Int64.self, atIndex: 0)))] = try row.decode(
                    String.self, atIndex: 1)
            }
            return (try BayesState.load(db).model, texts)
        }
    }
}
