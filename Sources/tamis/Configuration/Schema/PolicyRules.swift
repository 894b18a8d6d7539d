import Policy

/// An ``AttachmentRule``.
struct AttachmentRuleRule: ValueRule {
    var allowed: String {
        let groups = AttachmentGroup.allCases.map { "\"@\($0.rawValue)\"" }.joined(separator: ", ")
        return "a name such as \"*.exe\", \"type:TYPE\", \"declared:TYPE\" or \"content:TYPE\" with a media type,"
            + " \"encrypted\", or a group: \(groups); with a space between, all of these at once;"
            + " \"A in B\" for what is in an archive, as in \"*.js in *.zip\""
    }

    func decode(_ value: TOMLValue) -> AttachmentRule? {
        guard case .string(let text) = value, text.utf8.count <= 1_024 else { return nil }
        return AttachmentRule(text)
    }

    func encode(_ value: AttachmentRule) -> SettingValue { .string(value.description) }
}

/// A ``VirusPoints``.
struct VirusPointsRule: ValueRule {
    var allowed: String {
        "\"PATTERN=POINTS\" or \"PATTERN=virus\", as in \"Sanesecurity.Spam.*=5\", with * for any characters"
    }

    func decode(_ value: TOMLValue) -> VirusPoints? {
        guard case .string(let text) = value, text.utf8.count <= 1_024 else { return nil }
        return VirusPoints(text)
    }

    func encode(_ value: VirusPoints) -> SettingValue { .string(value.description) }
}
