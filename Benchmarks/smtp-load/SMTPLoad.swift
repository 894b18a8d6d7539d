import Glibc
import Loopback

/// Sends messages as fast as a server takes them, or at a given rate, and says how long each took.
@main
enum SMTPLoad {
    static func main() {
        do {
            let words = Array(CommandLine.arguments.dropFirst())
            if words.contains("--help") {
                print(LoadSettings.usage, terminator: "")
                return
            }
            let settings = try LoadSettings(words)
            let set = try MessageSet(
                paths: settings.paths, indexes: settings.indexes, skip: settings.skip, take: settings.take)
            if set.wireForms.isEmpty { throw Arguments.Misuse("no message there") }
            StopRequest.listen()
            var generator = LoadGenerator(settings: settings, messages: set.wireForms)
            let report = generator.run()
            print(settings.printsJSON ? report.json : report.text)
            if report.failed > 0 { exit(1) }
        } catch {
            give(up: error, program: "smtp-load", usage: LoadSettings.usage)
        }
    }
}
