/// How the journal is.
public struct JournalStatus: Hashable, Sendable {
    /// Rows in the database, about a minute ago: at most so many.
    public var rows = 0
    /// Rows in memory: at work, or not written yet.
    public var rowsInMemory = 0
    /// The size of the file and its log in bytes, about a minute ago.
    public var byteCount = 0
    /// Why the database cannot be used at the moment; nil if it can.
    public var failure: StoreError?

    /// An empty journal.
    public init() {}
}
