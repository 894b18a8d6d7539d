import GRDB
import GRDBSQLite
import Policy

extension Statement {
    /// Binds a key as the first parameter for as long as `body` runs, and readies the statement for the next time.
    func withKey<Result>(_ key: JournalKey, _ body: (BoundStatement) throws -> Result) throws -> Result {
        try key.withBytes { octets in
            sqlite3_bind_blob(sqliteStatement, 1, octets.baseAddress, Int32(octets.count), nil)
            defer {
                sqlite3_reset(sqliteStatement)
                sqlite3_clear_bindings(sqliteStatement)
            }
            return try body(BoundStatement(self))
        }
    }
}
