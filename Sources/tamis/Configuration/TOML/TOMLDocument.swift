/// A TOML document: tables that know the place of each of their keys.
///
/// The tables lie in one array and name each other by index, so that no document, however nested, is freed by deep
/// recursion.
struct TOMLDocument: Sendable {
    /// A place in the text, counted from 1; columns count Unicode scalars.
    struct Position: Hashable, Comparable, Sendable {
        var line: Int
        var column: Int

        static func < (one: Position, other: Position) -> Bool {
            (one.line, one.column) < (other.line, other.column)
        }
    }

    /// How a table came to be, which decides what may still be added to it.
    enum Origin: Hashable, Sendable {
        /// By a header below it (`[a.b]` makes `a`): may get a header of its own.
        case implied
        /// By its own header, once.
        case header
        /// By a dotted key: open to dotted keys and headers below it, closed to a header of its own.
        case dottedKey
        /// In braces: closed.
        case inline
    }

    /// A key with its value.
    struct Entry: Hashable, Sendable {
        var name: String
        /// The line of the key, counted from 1; for a table made by a header, of its first header.
        var line: Int
        var value: TOMLValue
    }

    /// A table.
    struct Table: Hashable, Sendable {
        var origin: Origin
        /// The line of its own header, counted from 1; nil where it has none.
        var line: Int?
        /// The entries in the order of the text.
        private(set) var entries: [Entry] = []
        private var places: [String: Int] = [:]

        init(_ origin: Origin, line: Int? = nil) {
            self.origin = origin
            self.line = line
        }

        subscript(_ name: String) -> Entry? {
            places[name].map { entries[$0] }
        }

        mutating func append(_ entry: Entry) {
            places[entry.name] = entries.count
            entries.append(entry)
        }
    }

    /// All tables; the first is the root.
    private(set) var tables: [Table] = [Table(.header)]

    /// The tables of each array of tables, as places in ``tables``; never empty.
    private(set) var groups: [[Int]] = []

    /// The place of the root in ``tables``.
    static let root = 0

    subscript(_ table: Int) -> Table {
        get { tables[table] }
        set { tables[table] = newValue }
        _modify { yield &tables[table] }
    }

    /// Adds an empty table that no key names yet.
    mutating func makeTable(_ origin: Origin, line: Int? = nil) -> Int {
        tables.append(Table(origin, line: line))
        return tables.count - 1
    }

    /// Adds an array of tables.
    mutating func makeGroup(_ table: Int) -> Int {
        groups.append([table])
        return groups.count - 1
    }

    /// Adds a table to an array of tables.
    mutating func append(_ table: Int, to group: Int) {
        groups[group].append(table)
    }
}
