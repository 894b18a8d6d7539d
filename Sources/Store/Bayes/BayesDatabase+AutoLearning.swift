import Bayes
import Foundation
import GRDB
import Synchronization

extension BayesDatabase {
    /// Learns a message without a person's word, within bounds.
    ///
    /// One on which somebody has had a word already, that of taking it back included, is left alone.
    ///
    /// - Throws: ``StoreError`` if that cannot be written; then it is not learned.
    public func learnAutomatically(
        _ example: TrainingExample, note: AutoLearnNote, bounds: AutoLearnBounds
    ) throws -> AutoLearnOutcome {
        try check(example.digest)
        let outcome = try onWriter { db in
            try transaction(db) {
                guard try TrainingLog(db: db).latest(of: example.digest) == nil else { return AutoLearnOutcome.known }
                let counts = model.counts
                let (same, other) =
                    example.isSpam
                    ? (counts.learnedSpam, counts.learnedHam) : (counts.learnedHam, counts.learnedSpam)
                guard same < other.multipliedReportingOverflow(by: bounds.balance).partialValue else {
                    return .unbalanced
                }
                let log = AutoLearnLog(db: db)
                let yesterday = Int64(Date().timeIntervalSince1970) - 86_400
                guard try log.count(isSpam: example.isSpam, since: yesterday) < bounds.perDay else { return .dayIsFull }
                // What is well known is not even noted: nobody asked.
                guard !model.knowsWell(model.score(example.tokens), isSpam: example.isSpam) else { return .wellKnown }
                _ = try learn(example, db)
                try log.append(state.withLock { $0.appliedID }, note)
                return .learned
            }
        }
        try? fold(ifOver: Self.foldingInterval)
        return outcome
    }

    /// Takes back what was learned of a message without a person's word.
    ///
    /// - Parameter id: its row (``AutoLearned/id``).
    /// - Returns: whether there was such a row.
    /// - Throws: ``StoreError`` if that cannot be written.
    public func forgetAutoLearned(_ id: Int64) throws -> Bool {
        let digest = try onWriter { db in
            try Data.fetchOne(
                db, sql: "SELECT digest FROM auto_learned JOIN training USING (id) WHERE id = ?", arguments: [id])
        }
        guard let digest else { return false }
        return try forget(digest: [UInt8](digest))
    }
}

extension BayesFile {
    /// What was learned without a person's word in the last 30 days and is still learned, the latest first.
    ///
    /// - Throws: ``StoreError`` if there is no database or it cannot be read.
    public func autoLearned() throws -> [AutoLearned] {
        try read { db in
            try DatabaseSchema.bayes.require(db, path: path)
            return try AutoLearnLog(db: db).all()
        }
    }
}
