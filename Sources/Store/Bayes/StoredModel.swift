import Bayes
import Evidence
import GRDB

/// The tables `token` and `model` inside one transaction: a model as of a row of the log.
struct StoredModel {
    let db: Database

    /// The id of the last row of the log that is in the tables.
    func foldedID() throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT value FROM model WHERE name = 'folded'") ?? 0
    }

    /// How often tokens were dropped that no row of the log names: whoever holds a model of an earlier count must load
    /// it anew.
    func generation() throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT value FROM model WHERE name = 'generation'") ?? 0
    }

    /// Writes ``generation()``.
    func write(generation: Int64) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO model (name, value) VALUES ('generation', ?)", arguments: [generation])
    }

    /// Whether the model came as text: then tokens may be in more messages than the counts say and the log knows of, for
    /// such were taken back where it comes from.
    func isImported() throws -> Bool {
        try Int64.fetchOne(db, sql: "SELECT value FROM model WHERE name = 'imported'") != nil
    }

    /// Notes that the model came as text.
    func markImported() throws { try db.execute(sql: "INSERT INTO model (name, value) VALUES ('imported', 1)") }

    /// Reads the model.
    ///
    /// Complexity: O(tokens); docs/classifier.md has figures.
    func read() throws -> BayesModel {
        let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM token") ?? 0
        var table = TokenTable(minimumCapacity: count)
        let statement = try db.makeStatement(sql: "SELECT key, spam, ham, weight, trained FROM token")
        let rows = BoundStatement(statement)
        while try rows.step() {
            table[Token(key: UInt64(bitPattern: Int64(rows.integer(0))))] = TokenEntry(
                spam: UInt32(clamping: rows.integer(1)), ham: UInt32(clamping: rows.integer(2)),
                weight: Int32(clamping: rows.integer(3)), trained: UInt32(clamping: rows.integer(4)))
        }
        var values: [String: Int64] = [:]
        let pairs = try Row.fetchCursor(db, sql: "SELECT name, value FROM model")
        while let row = try pairs.next() {
            values[try row.decode(String.self, atIndex: 0)] = try row.decode(Int64.self, atIndex: 1)
        }
        return try model(table, values)
    }

    private func model(_ table: TokenTable, _ values: [String: Int64]) throws -> BayesModel {
        if values.isEmpty { return BayesModel(table: table) }
        func value(_ name: String) throws -> Int64 {
            guard let value = values[name] else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no \(name) in the table model")
            }
            return value
        }
        // As those of tokens: sums of numbers that damage made huge would trap.
        func count(_ name: String) throws -> Int { Int(UInt32(clamping: try value(name))) }
        let inputs = 0..<Combiner.inputCount
        guard
            let combiner = Combiner(
                weights: try inputs.map { try value("weight\($0)") },
                squares: try inputs.map { try value("square\($0)") }, bias: try value("bias"))
        else { return BayesModel(table: table) }
        return BayesModel(
            table: table, combiner: combiner,
            counts: TrainingCounts(
                spam: try count("spam"), ham: try count("ham"), wellKnownSpam: try count("well_known_spam"),
                wellKnownHam: try count("well_known_ham")),
            run: Int(try value("run")))
    }

    /// Writes tokens, in the order they are given, which should be that of the table; a token without an entry is
    /// deleted.
    func write(_ tokens: [(key: Int64, entry: TokenEntry?)]) throws {
        let inserting = try db.makeStatement(
            sql: "INSERT OR REPLACE INTO token (key, spam, ham, weight, trained) VALUES (?, ?, ?, ?, ?)")
        let deleting = try db.makeStatement(sql: "DELETE FROM token WHERE key = ?")
        let (insert, delete) = (BoundStatement(inserting), BoundStatement(deleting))
        defer {
            insert.reset()
            delete.reset()
        }
        for (key, entry) in tokens {
            let statement = entry == nil ? delete : insert
            statement.reset()
            statement.bind(Int(key), 1)
            if let entry {
                statement.bind(Int(entry.spam), 2)
                statement.bind(Int(entry.ham), 3)
                statement.bind(Int(entry.weight), 4)
                statement.bind(Int(entry.trained), 5)
            }
            _ = try statement.step()
        }
    }

    /// Writes all but the tokens.
    func write(_ model: BayesModel, foldedID: Int64) throws {
        var values: [(String, Int64)] = [
            ("folded", foldedID), ("spam", Int64(model.counts.spam)), ("ham", Int64(model.counts.ham)),
            ("well_known_spam", Int64(model.counts.wellKnownSpam)),
            ("well_known_ham", Int64(model.counts.wellKnownHam)), ("run", Int64(model.run)),
            ("bias", model.combiner.bias),
        ]
        for index in 0..<Combiner.inputCount {
            values.append(("weight\(index)", model.combiner.weights[index]))
            values.append(("square\(index)", model.combiner.squares[index]))
        }
        let statement = try db.cachedStatement(sql: "INSERT OR REPLACE INTO model (name, value) VALUES (?, ?)")
        for (name, value) in values { try statement.execute(arguments: [name, value]) }
    }
}
