import Policy

/// Reads the tables `[[recipient]]`, and collects what is wrong with them.
struct RecipientDecoder {
    /// The tables so far; none is left out, that their lines fit.
    private(set) var recipients: [Configuration.RecipientSection] = []
    /// The line of each table's header.
    private(set) var lines: [Int] = []
    /// What is wrong, with its line.
    private(set) var errors: [(line: Int, message: String)] = []
    /// Where each match stands.
    private var places: [RecipientMatch: Int] = [:]

    /// Takes one table in.
    mutating func decode(_ table: TOMLDocument.Table, orLine line: Int) {
        let line = table.line ?? line
        var recipient = Configuration.RecipientSection()
        for entry in table.entries {
            guard let key = RecipientSchema.keys.first(where: { $0.name == entry.name }) else {
                let suggestion = RecipientSchema.suggestion(for: entry.name)
                errors.append((entry.line, "unknown key recipient.\(entry.name.tomlKey); \(suggestion)"))
                continue
            }
            if key.name == RecipientSchema.matches.name {
                decodeMatches(entry, into: &recipient)
            } else if !key.decode(entry.value, into: &recipient) {
                refuse(entry.value, of: key, line: entry.line)
            }
        }
        if table[RecipientSchema.matches.name] == nil {
            errors.append(
                (line, "[[recipient]] without a match: add match = VALUE; allowed: \(RecipientSchema.matches.allowed)"))
        }
        recipients.append(recipient)
        lines.append(line)
    }

    private mutating func decodeMatches(
        _ entry: TOMLDocument.Entry, into recipient: inout Configuration.RecipientSection
    ) {
        let values: [TOMLValue] = if case .array(let values) = entry.value { values } else { [entry.value] }
        if values.isEmpty { errors.append((entry.line, "recipient.match: found an empty list; allowed: \(allowed)")) }
        for value in values {
            guard case .string(let text) = value, let match = RecipientMatch(text) else {
                refuse(value, of: RecipientSchema.matches, line: entry.line)
                continue
            }
            if let first = places[match] {
                errors.append(
                    (
                        entry.line,
                        "recipient.match: \(match.description.tomlQuoted) stands twice, first in line \(first)"
                    ))
            } else {
                places[match] = entry.line
                recipient.matches.append(match)
            }
        }
    }

    private var allowed: String { RecipientSchema.matches.allowed }

    private mutating func refuse(_ value: TOMLValue, of key: RecipientSchema.Key, line: Int) {
        errors.append((line, "recipient.\(key.name): found \(value); allowed: \(key.allowed)"))
    }
}
