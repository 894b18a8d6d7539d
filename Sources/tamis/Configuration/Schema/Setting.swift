/// One key of the configuration: its name, where its value goes, what it takes and what it means.
struct Setting: Sendable {
    /// The key in full, `section.name`, or a name alone for a key before the first section.
    let key: String
    /// What the key means, for the file: a few sentences.
    let comment: String
    /// Names that amavis or SpamAssassin has for it, without their sigil.
    let amavisNames: [String]
    /// What is allowed, as the end of "allowed: ".
    let allowed: String
    private let decoder: @Sendable (TOMLValue, inout Configuration) -> Bool
    private let faultFinder: @Sendable (TOMLValue) -> String
    private let encoder: @Sendable (Configuration) -> SettingValue

    init<Rule: ValueRule>(
        _ key: String, _ path: any WritableKeyPath<Configuration, Rule.Value> & Sendable, _ rule: Rule,
        amavis amavisNames: [String] = [], _ comment: String
    ) {
        self.key = key
        self.comment = comment
        self.amavisNames = amavisNames
        allowed = rule.allowed
        decoder = { value, configuration in
            guard let decoded = rule.decode(value) else { return false }
            configuration[keyPath: path] = decoded
            return true
        }
        faultFinder = { rule.fault(in: $0) }
        encoder = { rule.encode($0[keyPath: path]) }
    }

    /// The section, "" before the first.
    var section: String { key.contains(".") ? String(key.prefix { $0 != "." }) : "" }

    /// The key without its section.
    var name: String { section.isEmpty ? key : String(key.dropFirst(section.count + 1)) }

    /// Puts the value in its place; false, and nothing is changed, if it is not allowed.
    func decode(_ value: TOMLValue, into configuration: inout Configuration) -> Bool {
        decoder(value, &configuration)
    }

    /// What of a value that is not allowed an error shows.
    func fault(in value: TOMLValue) -> String { faultFinder(value) }

    /// The value in its written form.
    func encode(_ configuration: Configuration) -> SettingValue {
        encoder(configuration)
    }
}
