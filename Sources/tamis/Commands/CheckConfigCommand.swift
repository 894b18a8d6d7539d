import ArgumentParser

/// `tamis check-config`: reads the configuration and shows what is in force.
struct CheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check the configuration and show the values in force.",
        discussion:
            "Exit status: 0 if all is well, 78 if the configuration has errors; each is told with file and line.")

    @OptionGroup var options: ConfigurationOptions

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() throws {
        let loaded = try options.load()
        print(json ? loaded.jsonDescription : loaded.description)
    }
}
