/// Every key there is. Decoding, errors, suggestions, `--set`, `check-config` and the text of `config/tamis.toml`
/// all follow from this table; the defaults stand in ``Configuration``.
enum ConfigurationSchema {
    /// The sections in the order of the file.
    static let sections: [Section] = [
        general, log, smtp, beforeQueue, journal, worker, reading, antivirus, attachments, bayes, storage, quarantine,
        policy, header, control,
    ]

    /// The keys in the order of the file.
    static let settings: [Setting] = sections.flatMap(\.settings)

    /// The setting of each key.
    static let byKey = Dictionary(uniqueKeysWithValues: settings.map { ($0.key, $0) })

    /// The section of each name.
    static let byName = Dictionary(uniqueKeysWithValues: sections.map { ($0.name, $0) })
}
