/// Reads the configuration that a command is to use.
enum ConfigurationLoader {
    /// The file that is read where no other is named, if it is there.
    static let defaultFile = "/etc/tamis/tamis.toml"

    /// Reads a configuration file and the arguments of `--set`, the later over the earlier.
    ///
    /// - Parameters:
    ///   - file: The file; nil: ``defaultFile``, or the built-in defaults where there is none.
    ///   - sets: `key=value`, in the order of the command line.
    /// - Throws: All that is wrong, in one error.
    static func load(
        file: String?, sets: [String], defaultFile: String = defaultFile, machine: Machine = .current
    ) throws(ConfigurationErrors) -> LoadedConfiguration {
        let name = file ?? defaultFile
        var bytes: [UInt8]?
        var failure: String?
        do throws(ConfigurationFile.Failure) {
            bytes = try ConfigurationFile.read(name)
        } catch {
            switch error {
            case .missing: failure = file == nil ? nil : "there is no such file"
            case .unreadable(let reason): failure = reason
            }
        }
        return try load(bytes, name: name, failure: failure, sets: sets, machine: machine)
    }

    /// Reads the text of a configuration file and the arguments of `--set`.
    ///
    /// - Parameter name: The name of the file for errors.
    /// - Throws: All that is wrong, in one error.
    ///
    /// Complexity: O(n) in the length of the text.
    static func load(
        text: [UInt8], name: String, sets: [String] = [], machine: Machine = .current
    ) throws(ConfigurationErrors) -> LoadedConfiguration {
        try load(text, name: name, failure: nil, sets: sets, machine: machine)
    }

    private static func load(
        _ text: [UInt8]?, name: String, failure: String?, sets: [String], machine: Machine
    ) throws(ConfigurationErrors) -> LoadedConfiguration {
        var items: [ConfigurationErrors.Item] = []
        var decoder = ConfigurationDecoder()
        if let failure { items.append(.init(place: .file(name), message: failure)) }
        if let text {
            let (document, errors) = TOMLReader.read(text)
            items += errors.map { error in
                .init(
                    place: .line(name, line: error.position.line, column: error.position.column),
                    message: error.message)
            }
            decoder.decode(document, file: name)
        }
        for (number, set) in sets.enumerated() { decoder.decode(set: set, number: number) }
        if items.isEmpty { decoder.checkConstraints(on: machine) }
        items += decoder.errors
        guard items.isEmpty else { throw ConfigurationErrors(items) }
        return LoadedConfiguration(
            configuration: decoder.configuration.resolved(on: machine), written: decoder.configuration,
            file: text == nil ? nil : name, origins: decoder.origins, recipientLines: decoder.recipientLines)
    }
}
