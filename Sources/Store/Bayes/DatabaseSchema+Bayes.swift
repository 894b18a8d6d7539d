extension DatabaseSchema {
    /// The tables of `bayes.db`, and how an older database gets there.
    ///
    /// - `training`: the log, a row an event, never changed. The last row of a digest says what is learned of it.
    /// - `training_token`: the tokens of recent rows, with the times they had been trained before.
    /// - `token`: the token table as of row `folded` of the log.
    /// - `model`: everything else of the model as of that row, by name, integers all.
    static let bayes = DatabaseSchema(
        // `TAMB`.
        applicationID: 0x5441_4D42,
        migrations: [
            """
            CREATE TABLE training (
                id INTEGER PRIMARY KEY, digest BLOB NOT NULL CHECK (length(digest) = 32),
                is_spam INTEGER NOT NULL CHECK (is_spam IN (0, 1)), event INTEGER NOT NULL, effect BLOB,
                time INTEGER NOT NULL) STRICT;
            CREATE INDEX training_digest ON training (digest);
            CREATE TABLE training_token (id INTEGER PRIMARY KEY, tokens BLOB NOT NULL, previous_times BLOB NOT NULL) STRICT;
            CREATE TABLE token (
                key INTEGER PRIMARY KEY, spam INTEGER NOT NULL, ham INTEGER NOT NULL, weight INTEGER NOT NULL,
                trained INTEGER NOT NULL) STRICT;
            CREATE TABLE model (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            """
        ],
        remedy: "give the Bayes database a path of its own")
}
