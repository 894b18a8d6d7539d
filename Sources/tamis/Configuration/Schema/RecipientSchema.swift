import Policy

/// The keys of the tables `[[recipient]]`.
enum RecipientSchema {
    /// One key of such a table.
    struct Key: Sendable {
        let name: String
        let comment: String
        /// What is allowed, as the end of "allowed: ".
        let allowed: String
        private let decoder: @Sendable (TOMLValue, inout Configuration.RecipientSection) -> Bool
        private let encoder: @Sendable (Configuration.RecipientSection) -> SettingValue?

        init<Rule: ValueRule>(
            _ name: String, _ path: any WritableKeyPath<Configuration.RecipientSection, Rule.Value?> & Sendable,
            _ rule: Rule, _ comment: String
        ) {
            self.name = name
            self.comment = comment
            allowed = rule.allowed
            decoder = { value, recipient in
                guard let decoded = rule.decode(value) else { return false }
                recipient[keyPath: path] = decoded
                return true
            }
            encoder = { $0[keyPath: path].map(rule.encode) }
        }

        /// The key of the matches, which are decoded one by one.
        init(matches name: String, allowed: String, _ comment: String) {
            self.name = name
            self.comment = comment
            self.allowed = allowed
            decoder = { _, _ in false }
            encoder = { .list($0.matches.map { .string($0.description) }) }
        }

        /// Puts the value in its place; false, and nothing is changed, if it is not allowed.
        func decode(_ value: TOMLValue, into recipient: inout Configuration.RecipientSection) -> Bool {
            decoder(value, &recipient)
        }

        /// The value in its written form; nil where the policy's holds.
        func encode(_ recipient: Configuration.RecipientSection) -> SettingValue? {
            encoder(recipient)
        }
    }

    static let name = "recipient"
    /// amavis' names for what these tables do, without their sigil.
    static let amavisNames: Set = ["spam_tag2_level_maps", "spam_subject_tag2_maps", "spam_subject_tag_maps"]

    static let comment =
        "Recipients for whom the policy is another: as many tables as you like, at the end of the file, each with a "
        + "match. Asked in amavis' order: the whole address, the address without its +extension, the domain, then "
        + ".domain from the longest to the shortest. What a table leaves out is as in [policy]. "
        + "(amavis: spam_tag2_level_maps, spam_subject_tag2_maps.)"

    static let matches = Key(
        matches: "match",
        allowed:
            "\"user@example.org\", \"example.org\", \".example.org\" (the domain and all below it), or a list of these",
        "For whom. Upper and lower case are the same; no match may stand twice.")

    static let keys = [
        matches,
        Key(
            "tag2", \.tag2, PointsRule(),
            "As policy.tag2. Recipients with different levels get copies with different headers, by transactions of "
                + "their own."),
        Key("subject_tag", \.subjectTag, TextRule(length: 0...64), "As policy.subject_tag."),
    ]

    /// What the file shows.
    static let example = Configuration.RecipientSection(
        matches: ["sales@example.org", ".lists.example.org"].compactMap(RecipientMatch.init), tag2: 8,
        subjectTag: "[SPAM?] ")

    /// Whether `--set` names such a table or a key in one.
    static func isKey(_ key: String) -> Bool {
        key.prefix { $0 != "." && $0 != "[" } == name
    }

    /// The end of an "unknown key" error.
    static func suggestion(for key: String) -> String {
        let names = keys.map(\.name)
        let slips = names.filter { EditDistance.slip(from: key, to: $0) != nil }
        if slips.isEmpty { return "[[\(name)]] has \(names.joined(separator: ", "))" }
        return "did you mean \(slips.map { "\(name).\($0)" }.joined(separator: " or "))?"
    }
}
