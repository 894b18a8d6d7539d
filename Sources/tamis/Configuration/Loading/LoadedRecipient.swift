import Policy

/// A table of recipients as `check-config` shows it.
struct LoadedRecipient: Hashable, Sendable {
    let section: Configuration.RecipientSection
    /// Where what it leaves out comes from.
    let policy: Configuration.PolicySection
    let file: String
    let line: Int
}

extension LoadedRecipient: CustomStringConvertible {
    /// The table as a TOML file would take it; what it leaves out is a comment.
    var description: String {
        let inherited = Configuration.RecipientSection(
            matches: [], tag2: policy.tag2, subjectTag: policy.subjectTag)
        let lines = RecipientSchema.keys.map { key in
            if let value = key.encode(section) { return "\(key.name) = \(value)" }
            return "#\(key.name) = \(key.encode(inherited) ?? .string(""))  # policy.\(key.name)"
        }
        return (["[[\(RecipientSchema.name)]]  # \(file):\(line)"] + lines).joined(separator: "\n")
    }
}

extension LoadedRecipient: Encodable {
    private enum CodingKeys: String, CodingKey {
        case match, line
        case tag2
        case subjectTag = "subject_tag"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(section.matches.map(\.description), forKey: .match)
        try container.encode(section.tag2 ?? policy.tag2, forKey: .tag2)
        try container.encode(section.subjectTag ?? policy.subjectTag, forKey: .subjectTag)
        try container.encode(line, forKey: .line)
    }
}
