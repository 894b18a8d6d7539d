extension DatabaseSchema {
    /// The table of `journal.db`, and how an older database gets there.
    ///
    /// A rowid table with its index: rows lie in the order of their first attempt, so that noting an end touches a page that
    /// was just written, and pruning takes the first ones.
    static let journal = DatabaseSchema(
        // `TAMJ`.
        applicationID: 0x5441_4D4A,
        migrations: [
            """
            CREATE TABLE journal (
                id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, wanted INTEGER NOT NULL, delivered INTEGER NOT NULL,
                begun INTEGER NOT NULL, time INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
            """
        ],
        remedy: "give the journal a path of its own")
}
