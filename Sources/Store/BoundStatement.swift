import GRDB
import GRDBSQLite

/// A prepared statement with its parameters bound straight into SQLite, and its columns read straight out of it.
///
/// For what runs several times a message, or once for each of millions of rows: there GRDB's boxed arguments and rows
/// would cost more than SQLite does.
struct BoundStatement {
    private let statement: SQLiteStatement

    /// Uses a statement that GRDB prepared, which must live as long as this.
    init(_ statement: Statement) {
        self.statement = statement.sqliteStatement
    }

    /// Binds a number.
    func bind(_ number: Int, _ position: Int32) {
        sqlite3_bind_int64(statement, position, Int64(number))
    }

    /// Readies the statement for the next time; its parameters stay.
    func reset() {
        sqlite3_reset(statement)
    }

    /// Runs the statement to its first row.
    ///
    /// - Returns: whether there is one.
    /// - Throws: `DatabaseError`.
    func step() throws -> Bool {
        let code = sqlite3_step(statement)
        if code == SQLITE_ROW || code == SQLITE_DONE { return code == SQLITE_ROW }
        let message = sqlite3_db_handle(statement).flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }

    /// Runs a statement that has no rows, with a text as its last parameter.
    ///
    /// - Throws: `DatabaseError`.
    func step(binding text: String, _ position: Int32) throws {
        var text = text
        try text.withUTF8 { octets in
            _ = octets.withMemoryRebound(to: CChar.self) { characters in
                sqlite3_bind_text(statement, position, characters.baseAddress, Int32(characters.count), nil)
            }
            _ = try step()
        }
    }

    /// A column as a number; what is none counts as 0.
    func integer(_ column: Int32) -> Int {
        sqlite3_column_type(statement, column) == SQLITE_INTEGER ? Int(sqlite3_column_int64(statement, column)) : 0
    }

    /// A column as text; what is none counts as empty.
    func text(_ column: Int32) -> String {
        guard sqlite3_column_type(statement, column) == SQLITE_TEXT,
            let octets = sqlite3_column_text(statement, column)
        else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: octets, count: count), as: UTF8.self)
    }
}
