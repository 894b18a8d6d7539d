import Policy

/// The rows that are in memory: those at work, and those not written yet.
///
/// A row is *blind* that was begun while the database could not be read; it takes in what the database holds as soon
/// as that can be read.
struct JournalLedger {
    /// The most rows that are remembered while the database cannot be written; those at work are above it.
    static let limit = 100_000
    /// The most rows written in one transaction beside those that somebody waits for.
    static let writtenAtOnce = 2_000

    private struct Entry {
        var row = JournalRow()
        var isBlind: Bool
    }

    private var entries: [JournalKey: Entry] = [:]
    private var changed: Set<JournalKey> = []

    /// The number of rows in memory.
    var count: Int { entries.count }
    /// Whether a row waits to be written.
    var hasChanges: Bool { !changed.isEmpty }

    /// Those of `keys`, and of the changed rows, that the database has to be asked about.
    func unread(among keys: [JournalKey]) -> [JournalKey] {
        let blind = changed.lazy.filter { entries[$0]?.isBlind == true }.prefix(Self.writtenAtOnce)
        return keys.filter { entries[$0]?.isBlind ?? true } + blind
    }

    /// Takes in what the database answered about `keys`.
    mutating func read(_ keys: [JournalKey], stored: [JournalKey: JournalRow]) {
        for key in keys {
            if entries[key]?.isBlind == true {
                entries[key]?.isBlind = false
                if let row = stored[key] { entries[key]?.row.absorb(row) }
            } else if entries[key] == nil {
                var entry = Entry(isBlind: false)
                if let row = stored[key] { entry.row = row }
                entries[key] = entry
            }
        }
    }

    /// Begins an attempt. What was not read before begins blind.
    mutating func begin(_ keys: [JournalKey]) -> [JournalRecord] {
        if keys.count == 1 { return begin(keys[0], copies: 1) }
        var copies: [JournalKey: Int] = [:]
        for key in keys { copies[key, default: 0] += 1 }
        var records: [JournalKey: ArraySlice<JournalRecord>] = [:]
        for (key, count) in copies { records[key] = begin(key, copies: count)[...] }
        return keys.map { records[$0]?.popFirst() ?? .fresh }
    }

    private mutating func begin(_ key: JournalKey, copies: Int) -> [JournalRecord] {
        var entry = entries[key] ?? Entry(isBlind: true)
        let before = entry.row
        let records = entry.row.begin(copies: copies)
        if entry.row != before { changed.insert(key) }
        entries[key] = entry
        return records
    }

    /// Ends attempts at one copy each.
    mutating func end(_ attempts: [(key: JournalKey, outcome: JournalOutcome)]) {
        for (key, outcome) in attempts {
            guard let row = entries[key]?.row, row.active > 0 else { continue }
            entries[key]?.row.end(outcome)
            changed.insert(key)
            // A row at work is never forgotten: a `delivered` would come without its `wanted`.
            if row.active == 1, entries.count > Self.limit {
                entries[key] = nil
                changed.remove(key)
            }
        }
    }

    /// Hands out the rows to write, all of them read before: the changed ones of `keys` and some others; they count as
    /// written unless ``keepChanged(_:)`` follows.
    mutating func takeChanged(first keys: [JournalKey]) -> [(key: JournalKey, row: JournalRow)] {
        var rows: [(key: JournalKey, row: JournalRow)] = []
        for key in keys where changed.contains(key) {
            guard let entry = entries[key], !entry.isBlind else { continue }
            rows.append((key, entry.row))
            changed.remove(key)
        }
        var others = 0
        for key in changed {
            guard others < Self.writtenAtOnce else { break }
            guard let entry = entries[key], !entry.isBlind else { continue }
            rows.append((key, entry.row))
            others += 1
        }
        for row in rows { changed.remove(row.key) }
        return rows
    }

    /// Takes back rows that could not be written.
    mutating func keepChanged(_ keys: some Sequence<JournalKey>) {
        for key in keys where entries[key] != nil { changed.insert(key) }
    }

    /// Has everything in memory written again, for the database is another one.
    mutating func keepAllChanged() {
        changed.formUnion(entries.keys)
    }

    /// Lets go of those of `keys` that the database holds and nobody is at work on.
    mutating func release(_ keys: some Sequence<JournalKey>) {
        for key in keys where entries[key]?.row.active == 0 && !changed.contains(key) { entries[key] = nil }
    }
}
