import ArgumentParser

/// The program: one command for each thing an administrator does.
@main
struct Tamis: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tamis",
        abstract: "A content filter for Postfix: spam headers, antivirus, quarantine.",
        discussion: """
            Postfix hands each message to `tamis serve` on a loopback port; Tamis judges it and hands it back with
            X-Spam headers. `tamis learn` teaches it what is spam and what is not, `tamis score` shows why a message
            got its score, `tamis inspect` how it was read, `tamis evaluate` how good the scores are.
            """,
        version: version,
        subcommands: [
            ServeCommand.self, LearnCommand.self, ScoreCommand.self, InspectCommand.self, BayesCommand.self,
            EvaluateCommand.self, CheckConfigCommand.self,
        ])

    static let version = "0.2.0"

    // Not on the main actor: the commands wait on this thread for work that is done elsewhere.
    nonisolated static func main() {
        Self.main(nil)
    }
}
