import ArgumentParser
import Glibc

/// `--config` and `--set`, the same for every command.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The configuration file. Default: /etc/tamis/tamis.toml if it is there, else built-in defaults.",
            valueName: "file"))
    var config: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Set one key, whatever the file says; may be repeated. Example: --set policy.tag2=6.5",
            valueName: "key=value"))
    var set: [String] = []

    /// Reads the configuration; says what is wrong with it and ends the program with EX_CONFIG otherwise.
    func load() throws -> LoadedConfiguration {
        do {
            return try ConfigurationLoader.load(file: config, sets: set)
        } catch {
            StandardError.write("\(error)\n")
            throw ExitCode(EX_CONFIG)
        }
    }
}
