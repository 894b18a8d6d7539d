/// Keys, headers, and where they put their values.
extension TOMLReader {
    /// One name of a dotted key and where it stands.
    struct KeyPart {
        var name: String
        var offset: Int
    }

    static func dotted(_ key: some Sequence<KeyPart>) -> String {
        key.map(\.name.tomlKey).joined(separator: ".")
    }

    static func isBareKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Reads a key: at least one name, at most ``maximumDepth``, divided by dots.
    mutating func readKey() throws(TOMLError) -> [KeyPart] {
        var key: [KeyPart] = []
        repeat {
            skipSpaces()
            guard key.count < Self.maximumDepth else { throw failure("a key of more than \(Self.maximumDepth) names") }
            let start = cursor
            key.append(KeyPart(name: try readName(), offset: start))
            skipSpaces()
        } while take(UInt8(ascii: "."))
        return key
    }

    private mutating func readName() throws(TOMLError) -> String {
        if isAt("\"\"\"") || isAt("'''") { throw failure("a key cannot be a multi-line string") }
        if peek == UInt8(ascii: "\"") { return try readBasicString() }
        if peek == UInt8(ascii: "'") { return try readLiteralString() }
        let start = cursor
        while let byte = peek, Self.isBareKeyByte(byte) { cursor += 1 }
        guard cursor > start else { throw failure("expected a key") }
        return String(decoding: bytes[start..<cursor], as: UTF8.self)
    }

    /// Reads `[key]` or `[[key]]`; nil if the table cannot be opened, which is then reported.
    mutating func readHeader() throws(TOMLError) -> Int? {
        let isArray = isAt("[[")
        cursor += isArray ? 2 : 1
        let key = try readKey()
        guard isArray ? isAt("]]") : peek == UInt8(ascii: "]") else {
            throw failure("expected \(isArray ? "]]" : "]") after the table name \(Self.dotted(key))")
        }
        cursor += isArray ? 2 : 1
        guard let last = key.last,
            let parent = descend(key.dropLast(), of: key, from: TOMLDocument.root, byHeader: true)
        else { return nil }
        return isArray ? appendTable(last, of: key, to: parent) : openTable(last, of: key, in: parent)
    }

    private mutating func openTable(_ last: KeyPart, of key: [KeyPart], in parent: Int) -> Int? {
        guard let entry = document[parent][last.name] else {
            let line = line(at: last.offset)
            let table = document.makeTable(.header, line: line)
            document[parent].append(.init(name: last.name, line: line, value: .table(table)))
            return table
        }
        if case .table(let table) = entry.value, document[table].origin == .implied {
            document[table].origin = .header
            document[table].line = line(at: last.offset)
            return table
        }
        reportTwice(key, first: entry, at: last.offset)
        return nil
    }

    private mutating func appendTable(_ last: KeyPart, of key: [KeyPart], to parent: Int) -> Int? {
        let line = line(at: last.offset)
        guard let entry = document[parent][last.name] else {
            let table = document.makeTable(.header, line: line)
            let value = TOMLValue.tables(document.makeGroup(table))
            document[parent].append(.init(name: last.name, line: line, value: value))
            return table
        }
        guard case .tables(let group) = entry.value else {
            reportTwice(key, first: entry, at: last.offset)
            return nil
        }
        let table = document.makeTable(.header, line: line)
        document.append(table, to: group)
        return table
    }

    /// Gives a key its value, or reports that it has one.
    mutating func define(_ key: [KeyPart], as value: TOMLValue, in table: Int) {
        guard let last = key.last, let parent = descend(key.dropLast(), of: key, from: table, byHeader: false)
        else { return }
        if let first = document[parent][last.name] { return reportTwice(key, first: first, at: last.offset) }
        document[parent].append(.init(name: last.name, line: line(at: last.offset), value: value))
    }

    /// Walks down, making the tables that are missing; nil if something else is in the way, which is then reported.
    private mutating func descend(
        _ path: ArraySlice<KeyPart>, of key: [KeyPart], from start: Int, byHeader: Bool
    ) -> Int? {
        var table = start
        for part in path {
            guard let entry = document[table][part.name] else {
                let new = document.makeTable(byHeader ? .implied : .dottedKey)
                document[table].append(.init(name: part.name, line: line(at: part.offset), value: .table(new)))
                table = new
                continue
            }
            switch entry.value {
            case .table(let next) where byHeader && document[next].origin != .inline:
                table = next
            case .table(let next) where !byHeader && [.implied, .dottedKey].contains(document[next].origin):
                document[next].origin = .dottedKey
                table = next
            case .tables(let group) where byHeader:
                table = document.groups[group].last ?? table
            default:
                let end = key.firstIndex { $0.offset == part.offset } ?? 0
                reportTwice(Array(key[...end]), first: entry, at: part.offset)
                return nil
            }
        }
        return table
    }

    private mutating func reportTwice(_ key: [KeyPart], first: TOMLDocument.Entry, at offset: Int) {
        report(at: offset, "\(Self.dotted(key)) is set twice, first in line \(first.line)")
    }
}
