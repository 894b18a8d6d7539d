import Bayes
import Evidence
import Foundation
import GRDB

extension BayesFile {
    /// Makes this database anew of a model as text; one that was there is kept at ``formerPath``.
    ///
    /// What is written is a database of its own, in one transaction, which takes its place when it is whole.
    ///
    /// - Parameters:
    ///   - format: What kind of text it is.
    ///   - name: The path of the text, for errors.
    ///   - replaces: Whether a database in which something was learned may be replaced.
    ///   - lines: Gives one line after the other, without its end; nil after the last.
    /// - Returns: whether there was a database.
    /// - Throws: ``StoreError`` if a process has the database open, something was learned in it, or a line is wrong;
    ///   then nothing has changed.
    @discardableResult
    public func importModel(
        _ format: ModelTextFormat = .tamis, name: String, replaces: Bool, lines: () throws -> String?
    ) throws -> Bool {
        if !replaces, FileManager.default.fileExists(atPath: path), try !isEmpty() {
            throw StoreError(
                path: path, problem: "something is learned in it already",
                remedy: "say --replace to have it replaced; it stays beside as \(formerPath)")
        }
        return try makeAnew { try write(format, name: name, $0, lines) }
    }

    /// Makes this database anew with nothing learned; one that was there, whatever its state, is kept at ``formerPath``.
    ///
    /// - Returns: whether there was a database.
    /// - Throws: ``StoreError`` if a process has the database open, or it cannot be written; then nothing has changed.
    @discardableResult
    public func reset() throws -> Bool { try makeAnew { _ in } }

    private func makeAnew(_ fill: (Database) throws -> Void) throws -> Bool {
        let hold = try DatabaseHold(path)
        let draft = try DatabaseDraft(for: path)
        do {
            let queue = try DatabaseQueue(path: draft.path)
            // As in a database that is made by learning.
            try queue.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
            try queue.writeWithoutTransaction { db in
                try DatabaseSchema.bayes.migrate(db, path: draft.path)
                try db.inTransaction {
                    try fill(db)
                    return .commit
                }
            }
            try queue.close()
        } catch {
            throw StoreError(error, path: path)
        }
        try replace(with: draft, hold)
        return hold != nil
    }

    private func write(_ format: ModelTextFormat, name: String, _ db: Database, _ lines: () throws -> String?) throws {
        let stored = StoredModel(db: db)
        var reader = format.reader
        var number = 0
        let model: BayesModel
        do {
            while let line = try lines() {
                number += 1
                guard let (token, entry) = try reader.read(line) else { continue }
                try stored.write([(Int64(bitPattern: token.key), entry)])
            }
            number += 1
            model = try reader.finish()
        } catch let problem as ModelTextProblem {
            throw StoreError(path: "\(name):\(number)", problem: problem.text, remedy: format.remedy)
        }
        for token in model.table.tokens(where: { _ in true }).sorted() {
            try stored.write([(Int64(bitPattern: token.key), model.table[token])])
        }
        try stored.write(model, foldedID: 0)
        try stored.markImported()
    }

    private func isEmpty() throws -> Bool {
        try read { db in
            try DatabaseSchema.bayes.require(db, path: path)
            let state = try BayesState.load(db)
            return state.appliedID == 0 && state.model.counts == TrainingCounts() && state.model.table.count == 0
        }
    }
}
