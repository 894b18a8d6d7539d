/// What may have been meant by a key that does not exist.
extension ConfigurationSchema {
    /// The end of an "unknown key" error.
    ///
    /// Asked in this order: one slip in its own section, the same name in another section, amavis' name, more slips
    /// in its own section, a beginning of names there, more slips anywhere.
    static func suggestion(forKey name: String, inSection section: String) -> String {
        let here = settings.filter { $0.section == section }
        let slips = nearest(to: name, among: here, by: \.name)
        if let slips, slips.distance <= 1 { return "did you mean \(list(slips.settings))?" }
        let elsewhere = settings.filter { $0.section != section && $0.name == name }
        if !elsewhere.isEmpty { return "did you mean \(list(elsewhere))?" }
        let amavis = settings.filter { setting in
            setting.amavisNames.contains { $0.lowercased() == name.lowercased() }
        }
        if !amavis.isEmpty { return "here it is \(list(amavis))" }
        if RecipientSchema.amavisNames.contains(name.lowercased()) { return "here it is a table [[recipient]]" }
        if let slips { return "did you mean \(list(slips.settings))?" }
        let longer = here.filter { name.utf8.count >= 3 && $0.name.hasPrefix(name) }
        if !longer.isEmpty { return "did you mean \(list(longer))?" }
        let full = section.isEmpty ? name : "\(section).\(name)"
        if let any = nearest(to: full, among: settings, by: \.key) ?? nearest(to: name, among: settings, by: \.name) {
            return "did you mean \(list(any.settings))?"
        }
        if section.isEmpty { return "the sections are \(sectionNames)" }
        return "[\(section)] has \(here.map(\.name).joined(separator: ", "))"
    }

    /// The end of an "unknown section" error.
    static func suggestion(forSection name: String) -> String {
        let headers = sections.map(\.name).filter { !$0.isEmpty }.map { (name: $0, header: "[\($0)]") }
        let all = headers + [(name: RecipientSchema.name, header: "[[\(RecipientSchema.name)]]")]
        let slips = all.compactMap { section in
            EditDistance.slip(from: name, to: section.name).map { (header: section.header, distance: $0) }
        }
        guard let least = slips.map(\.distance).min() else { return "the sections are \(sectionNames)" }
        let names = slips.filter { $0.distance == least }.map(\.header)
        return "did you mean \(names.joined(separator: " or "))?"
    }

    private static var sectionNames: String {
        (sections.map(\.name).filter { !$0.isEmpty } + [RecipientSchema.name]).joined(separator: ", ")
    }

    private static func list(_ settings: [Setting]) -> String {
        settings.map(\.key).joined(separator: " or ")
    }

    private static func nearest(
        to name: String, among settings: [Setting], by path: KeyPath<Setting, String>
    ) -> (settings: [Setting], distance: Int)? {
        let slips = settings.compactMap { setting in
            EditDistance.slip(from: name, to: setting[keyPath: path]).map { (setting: setting, distance: $0) }
        }
        guard let least = slips.map(\.distance).min() else { return nil }
        return (slips.filter { $0.distance == least }.map(\.setting), least)
    }
}
