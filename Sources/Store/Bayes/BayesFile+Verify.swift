import Bayes
import GRDB

extension BayesFile {
    /// Everything that is wrong with the database, in words; empty if it is sound: SQLite's full integrity check, then
    /// the numbers of the model, the tokens, the log, and whether the whole can be read.
    ///
    /// Complexity: O(size), with an index for each message learned; as much memory as the daemon needs for the model.
    /// - Throws: ``StoreError`` if there is none, it cannot be opened, or it is another program's.
    public func findings() throws -> [String] {
        do {
            return try open().read { db in
                let damages = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
                try DatabaseSchema.bayes.require(db, path: path)
                let check = ModelCheck(db: db)
                return damages.map { "SQLite: \($0)" } + check.part("model", check.model)
                    + check.part("tokens", check.tokens) + check.part("training log", check.log)
                    + check.part("reading it all") {
                        _ = try BayesState.load(db)
                        return []
                    }
            }
        } catch let error as DatabaseError where Self.isDamage(error) {
            return [StoreError(error, path: path).problem]
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func isDamage(_ error: DatabaseError) -> Bool {
        error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB
    }
}
