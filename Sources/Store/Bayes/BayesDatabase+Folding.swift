import Bayes
import Evidence
import Foundation
import GRDB
import Synchronization

extension BayesDatabase {
    /// Writes what the log added into the token table, if at least `minimum` rows wait for it: in one transaction, in
    /// the table's order, so that each page is written once.
    ///
    /// - Throws: ``StoreError``; the log then still holds everything.
    func fold(ifOver minimum: Int64) throws {
        guard state.withLock({ $0.appliedID - $0.foldedID >= minimum }) else { return }
        // A tenth is left free, so that not every fold has to look for the least tokens.
        try fold(tokensUpTo: settings.maximumTokens, elseTo: settings.maximumTokens / 10 * 9)
    }

    /// Writes what the log added, after forgetting the tokens that are worth least, until `rest` are left, if there are
    /// more than `maximum`.
    ///
    /// - Throws: ``StoreError``; then nothing is forgotten.
    func fold(tokensUpTo maximum: Int, elseTo rest: Int) throws {
        try onWriter { db in
            try transaction(db) {
                try shrink(to: maximum, leaving: rest, db)
                let stored = StoredModel(db: db)
                let foldedID = try stored.foldedID()
                let appliedID = state.withLock { $0.appliedID }
                if appliedID > foldedID || state.withLock({ !$0.forgotten.isEmpty }) {
                    for chunk in try changedKeys(after: foldedID, db) {
                        try stored.write(entries(of: chunk))
                    }
                    // Nothing changes the model while this holds the write lock.
                    let model = state.withLock { $0.model }
                    try stored.write(model, foldedID: appliedID)
                    try AutoLearnLog(db: db).dropOld(now: Int64(Date().timeIntervalSince1970))
                    try TrainingLog(db: db).dropTokens(upTo: appliedID)
                    try foldTexts(model, db)
                }
            }
            state.withLock {
                $0.foldedID = $0.appliedID
                $0.forgotten = []
            }
        }
    }

    /// The keys of all tokens that rows after `id` touched or this process forgot, in the table's order, in pieces
    /// that can be looked up without keeping scores waiting.
    private func changedKeys(after id: Int64, _ db: Database) throws -> [ArraySlice<Int64>] {
        var keys = Set(state.withLock { $0.forgotten }.map { Int64(bitPattern: $0.key) })
        try TrainingLog(db: db).forEach(after: id) { _, record in
            for token in record.tokens { keys.insert(Int64(bitPattern: token.key)) }
        }
        let sorted = keys.sorted()
        return stride(from: 0, to: sorted.count, by: 1_000).map { sorted[$0..<min($0 + 1_000, sorted.count)] }
    }

    private func entries(of keys: ArraySlice<Int64>) -> [(key: Int64, entry: TokenEntry?)] {
        state.withLock { state in
            keys.map { ($0, state.model.table[Token(key: UInt64(bitPattern: $0))]) }
        }
    }
}
