import ArgumentParser
import Glibc

/// `tamis check-config`: reads the configuration and shows what is in force.
struct CheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check the configuration and show the values in force.",
        discussion:
            "The last line tells how old the virus signatures are. Exit status: 0 if all is well, 78 if the configuration "
            + "has errors; each is told with file and line.")

    @OptionGroup var options: ConfigurationOptions

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() throws {
        let loaded = try options.load()
        let now = time(nil)
        let signatures = SignatureReport(loaded.configuration, now: now)
        print(json ? loaded.json(signatures) : "\(loaded)\n\(signatures.line(now: now))")
    }
}
