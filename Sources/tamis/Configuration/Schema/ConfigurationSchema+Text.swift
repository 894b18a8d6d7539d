/// The text of `config/tamis.toml`.
extension ConfigurationSchema {
    private static let width = 100

    /// The file that names every key, commented out, at its default. Comments begin with "# ", keys with "#".
    static var text: String {
        var lines = comment(
            "The configuration of Tamis. Every key stands here, commented out, at its default: the file as it is "
                + "changes nothing. Take the # from a key and change its value; `tamis check-config` shows what is in "
                + "force, and what is wrong with file and line. SIGHUP (systemctl reload tamis) reads the file again. "
                + "Any key can be set on the command line too: --set smtp.deadline=120.")
        for section in sections {
            lines.append("")
            if !section.name.isEmpty { lines.append("[\(section.name)]") }
            if !section.comment.isEmpty { lines += comment(section.comment) }
            for (place, setting) in section.settings.enumerated() {
                // A blank line keeps a section's comment apart from its first key's.
                if place > 0 || !section.comment.isEmpty { lines.append("") }
                lines += comment(setting.comment)
                lines += comment("Allowed: \(setting.allowed).")
                if !setting.amavisNames.isEmpty {
                    lines += comment("amavis, SpamAssassin: \(setting.amavisNames.joined(separator: ", ")).")
                }
                lines.append("#\(setting.name) = \(setting.encode(.defaults))")
            }
        }
        lines += [""] + comment(RecipientSchema.comment) + ["#[[\(RecipientSchema.name)]]"]
        for key in RecipientSchema.keys {
            lines += [""] + comment(key.comment) + comment("Allowed: \(key.allowed).")
            lines.append("#\(key.name) = \(key.encode(RecipientSchema.example) ?? .string(""))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func comment(_ text: String) -> [String] {
        var lines: [String] = []
        var line = "#"
        // A space inside a quoted example is no place to break the line.
        var isQuoted = false
        var words = [""]
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == " ", !isQuoted { words.append("") } else { words[words.count - 1].append(character) }
        }
        for word in words {
            if line.count + 1 + word.count > width, line != "#" {
                lines.append(line)
                line = "#"
            }
            line += " " + word
        }
        return lines + [line]
    }
}
