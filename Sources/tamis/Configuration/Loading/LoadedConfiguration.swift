import FoundationEssentials

/// A configuration and where each of its values comes from.
struct LoadedConfiguration: Hashable, Sendable {
    /// The values to work with: what was left to the machine is filled in.
    let configuration: Configuration
    /// The values as they were written, or their defaults.
    let written: Configuration
    /// The file that was read; nil: none, all values are built in or from `--set`.
    let file: String?
    /// Where values come from that are not built in, by key.
    let origins: [String: SettingOrigin]
    /// The line of each table of recipients in the file, counted from 1.
    let recipientLines: [Int]

    /// One setting as it is in force.
    struct Setting: Hashable, Sendable {
        let key: String
        /// The value as it was written, or the default.
        let value: SettingValue
        /// What the machine made of it; nil: nothing.
        let effective: SettingValue?
        let origin: SettingOrigin
    }

    /// Every setting, in the order of the file.
    var settings: [Setting] {
        ConfigurationSchema.settings.map { setting in
            let value = setting.encode(written)
            let effective = setting.encode(configuration)
            return Setting(
                key: setting.key, value: value, effective: effective == value ? nil : effective,
                origin: origins[setting.key] ?? .builtIn)
        }
    }
}

extension LoadedConfiguration: CustomStringConvertible {
    /// One line a setting, which `--set` and a TOML file would take: `key = value  # where from; here 4`; then the
    /// tables of recipients.
    var description: String {
        let lines = settings.map { setting in
            "\(setting.key) = \(setting.value)  # \(setting.origin)\(setting.effective.map { "; here \($0)" } ?? "")"
        }
        return (lines + recipients.map(\.description)).joined(separator: "\n")
    }

    /// The same as one JSON object: `file`, `settings`, each with `key`, `value`, `effective`, `origin` (`default`,
    /// `file` or `--set`) and, from a file, `line`, and `recipients`, each with `match`, the `tag2` and `subject_tag`
    /// that are in force for it, and `line`; and `signatures`, what is known of them.
    func json(_ signatures: SignatureReport) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings, finite numbers and booleans: nothing here can fail to encode.
        let report = Report(file: file, settings: settings, recipients: recipients, signatures: signatures)
        guard let json = try? encoder.encode(report) else { return "{}" }
        return String(decoding: json, as: UTF8.self)
    }

    private struct Report: Encodable {
        var file: String?
        var settings: [Setting]
        var recipients: [LoadedRecipient]
        var signatures: SignatureReport
    }

    private var recipients: [LoadedRecipient] {
        zip(configuration.recipients, recipientLines).map { recipient, line in
            LoadedRecipient(section: recipient, policy: configuration.policy, file: file ?? "", line: line)
        }
    }
}

extension LoadedConfiguration.Setting: Encodable {
    private enum CodingKeys: String, CodingKey {
        case key, value, effective, origin, line
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(key, forKey: .key)
        try container.encode(value, forKey: .value)
        try container.encode(effective ?? value, forKey: .effective)
        switch origin {
        case .builtIn: try container.encode("default", forKey: .origin)
        case .commandLine: try container.encode("--set", forKey: .origin)
        case .file(_, let line):
            try container.encode("file", forKey: .origin)
            try container.encode(line, forKey: .line)
        }
    }
}
