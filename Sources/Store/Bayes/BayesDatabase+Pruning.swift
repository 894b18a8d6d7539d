import Bayes
import Evidence
import GRDB
import Synchronization

extension BayesDatabase {
    /// Forgets the tokens that are worth least until at most `maximum` are left, and gives their room on the disk back.
    /// Other processes that have the database open follow with their next training.
    ///
    /// - Returns: how many were forgotten.
    /// - Throws: ``StoreError`` if that cannot be written; then nothing is forgotten.
    public func prune(to maximum: Int) throws -> Int {
        let before = state.withLock { $0.model.table.count }
        try fold(tokensUpTo: maximum, elseTo: maximum)
        try onWriter { db in try db.execute(sql: "VACUUM") }
        return max(before - state.withLock { $0.model.table.count }, 0)
    }

    /// If there are more than `maximum` tokens, forgets those that are worth least until `rest` are left: from memory
    /// here, from the table with the rest of the fold that this is a part of.
    func shrink(to maximum: Int, leaving rest: Int, _ db: Database) throws {
        guard state.withLock({ $0.model.table.count }) > maximum else { return }
        // Nothing changes the model while this holds the write lock, and scores need not wait for the choice.
        let forgotten = state.withLock { $0.model }.leastWorth(leaving: rest)
        for start in stride(from: 0, to: forgotten.count, by: 1_000) {
            let chunk = forgotten[start..<min(start + 1_000, forgotten.count)]
            state.withLock { state in
                for token in chunk { state.model.table[token] = nil }
            }
        }
        let generation = state.withLock { state in
            state.forgotten += forgotten
            state.generation &+= 1
            return state.generation
        }
        try StoredModel(db: db).write(generation: generation)
    }
}
