extension DatabaseSchema {
    /// The tables of `bayes.db`, and how an older database gets there.
    ///
    /// - `training`: the log, a row an event, never changed. The last row of a digest says what is learned of it.
    /// - `training_token`: the tokens of recent rows, with the times they had been trained before.
    /// - `token`: the token table as of row `folded` of the log.
    /// - `token_text`: the texts of the strongest tokens, for people.
    /// - `auto_learned`: what people are shown of rows that nobody asked for.
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
            """,
            """
            CREATE TABLE token_text (key INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
            CREATE TABLE auto_learned (
                id INTEGER PRIMARY KEY, sender TEXT NOT NULL, subject TEXT NOT NULL, message_id TEXT NOT NULL,
                reason TEXT NOT NULL) STRICT;
            """,
        ],
        remedy: "give the Bayes database a path of its own")
}
