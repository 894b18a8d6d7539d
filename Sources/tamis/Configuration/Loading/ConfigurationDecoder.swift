/// Puts the values of a document and of `--set` into a configuration, and collects what is wrong with them.
struct ConfigurationDecoder {
    /// The values so far.
    private(set) var configuration = Configuration.defaults
    /// Where each value comes from; a key that is missing has its default.
    private(set) var origins: [String: SettingOrigin] = [:]
    /// The line of each `[[recipient]]`.
    private(set) var recipientLines: [Int] = []
    private(set) var errors: [ConfigurationErrors.Item] = []
    private var places: [String: ConfigurationErrors.Item.Place] = [:]

    /// Takes a document in.
    mutating func decode(_ document: TOMLDocument, file: String) {
        for entry in document[TOMLDocument.root].entries {
            if let section = ConfigurationSchema.byName[entry.name], !section.name.isEmpty {
                guard case .table(let table) = entry.value else {
                    let allowed = "a section [\(section.name)], once"
                    report(file, entry.line, "\(section.name): found \(entry.value); allowed: \(allowed)")
                    continue
                }
                for entry in document[table].entries { decode(entry, section: section.name, file: file) }
            } else if entry.name == RecipientSchema.name {
                decodeRecipients(entry, in: document, file: file)
            } else if ConfigurationSchema.byKey[entry.name] == nil, entry.value.isTable {
                let suggestion = ConfigurationSchema.suggestion(forSection: entry.name)
                report(file, entry.line, "unknown section [\(entry.name.tomlKey)]; \(suggestion)")
            } else {
                decode(entry, section: "", file: file)
            }
        }
    }

    private mutating func decodeRecipients(_ entry: TOMLDocument.Entry, in document: TOMLDocument, file: String) {
        guard case .tables(let group) = entry.value else {
            let allowed = "tables [[\(RecipientSchema.name)]]"
            return report(file, entry.line, "\(RecipientSchema.name): found \(entry.value); allowed: \(allowed)")
        }
        var decoder = RecipientDecoder()
        for table in document.groups[group] { decoder.decode(document[table], orLine: entry.line) }
        configuration.recipients = decoder.recipients
        recipientLines = decoder.lines
        for (line, message) in decoder.errors { report(file, line, message) }
    }

    private mutating func decode(_ entry: TOMLDocument.Entry, section: String, file: String) {
        // A quoted name with a dot in it is one name, not section and name.
        let key = (section.isEmpty ? "" : section + ".") + entry.name.tomlKey
        guard let setting = ConfigurationSchema.byKey[key], setting.section == section else {
            let suggestion = ConfigurationSchema.suggestion(forKey: entry.name, inSection: section)
            return report(file, entry.line, "unknown key \(key); \(suggestion)")
        }
        guard setting.decode(entry.value, into: &configuration) else {
            return report(file, entry.line, Self.refusal(of: entry.value, for: setting))
        }
        origins[key] = .file(file, line: entry.line)
        places[key] = .line(file, line: entry.line, column: nil)
    }

    /// Takes the argument of the n-th `--set` in: `key=value`, the value as TOML or, where it is none or the key takes
    /// a text, as it stands.
    mutating func decode(set argument: String, number: Int) {
        let place = ConfigurationErrors.Item.Place.set(number, argument)
        guard let equals = argument.firstIndex(of: "=") else {
            return errors.append(.init(place: place, message: "expected key=value"))
        }
        let key = String(argument[..<equals].trimmingSpaces)
        let text = String(argument[argument.index(after: equals)...])
        guard !RecipientSchema.isKey(key) else {
            return errors.append(
                .init(place: place, message: "tables [[recipient]] are set in the configuration file only"))
        }
        guard let setting = ConfigurationSchema.byKey[key] else {
            let dot = key.lastIndex(of: ".")
            let name = dot.map { String(key[key.index(after: $0)...]) } ?? key
            let section = dot.map { String(key[..<$0]) } ?? ""
            let isSection = section.isEmpty || ConfigurationSchema.byName[section] != nil
            let suggestion = ConfigurationSchema.suggestion(
                forKey: isSection ? name : key, inSection: isSection ? section : "")
            return errors.append(.init(place: place, message: "unknown key \(key); \(suggestion)"))
        }
        let value = TOMLReader.readValue(text)
        let isTaken =
            value.map { setting.decode($0, into: &configuration) } ?? false
            || setting.decode(.string(text), into: &configuration)
        guard isTaken else {
            let message = Self.refusal(of: value ?? .string(text), for: setting)
            return errors.append(.init(place: place, message: message))
        }
        origins[key] = .commandLine
        places[key] = place
    }

    /// Checks what must hold between keys; only where each for itself is right.
    mutating func checkConstraints(on machine: Machine) {
        guard errors.isEmpty else { return }
        let resolved = configuration.resolved(on: machine)
        for constraint in Constraint.all {
            guard let complaint = constraint.complaint(resolved) else { continue }
            let place = constraint.keys.compactMap { places[$0] }.first
            errors.append(.init(place: place ?? .defaults, message: complaint))
        }
    }

    private static func refusal(of value: TOMLValue, for setting: Setting) -> String {
        "\(setting.key): found \(setting.fault(in: value)); allowed: \(setting.allowed)"
    }

    private mutating func report(_ file: String, _ line: Int, _ message: String) {
        errors.append(.init(place: .line(file, line: line, column: nil), message: message))
    }
}

extension TOMLValue {
    /// Whether it is a table or several.
    fileprivate var isTable: Bool {
        switch self {
        case .table, .tables: true
        default: false
        }
    }
}

extension StringProtocol {
    /// The text without spaces at either end.
    fileprivate var trimmingSpaces: SubSequence {
        let start = drop { $0 == " " }
        let end = start.lastIndex { $0 != " " }.map(start.index(after:)) ?? start.startIndex
        return start[..<end]
    }
}
