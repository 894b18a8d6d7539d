import ArgumentParser
import Foundation

/// `tamis score`: shows why messages get the score they get.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Show verdict, tests and strongest tokens of messages; nothing is relayed or learned.",
        discussion: """
            PATH is a file, a folder, a Maildir, an mbox, or - for standard input. The running daemon is asked where \
            one listens; otherwise the command opens the database itself.
            Exit status: 0; 1 if a message could not be read; 69 if neither daemon nor database could be used.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Flag(name: .long, help: "Print one JSON object a message, each on a line.")
    var json = false

    @Argument(help: ArgumentHelp("Files, folders, Maildirs, mboxes, or -.", valueName: "path"))
    var paths: [String]

    func run() throws {
        let configuration = try options.load().configuration
        let json = json
        let paths = paths
        let failures = try runBlocking {
            try await OperationsOwner.withOperations(configuration, antivirus: true) { operations in
                try await Self.score(paths, with: operations, json: json)
            }
        }
        if failures > 0 { throw ExitCode(1) }
    }

    /// Scores one message after the other, so that what is printed stands in the order of the paths.
    ///
    /// - Returns: how many could not be scored.
    private static func score(_ paths: [String], with operations: any MailOperations, json: Bool) async throws -> Int {
        var failures = 0
        for item in MailSource(paths: paths) {
            do {
                let answer = try await operations.score(try CommandMail.content(of: item))
                print(json ? try ScoreReport.json(answer, name: item.name) : ScoreReport.text(answer, name: item.name))
            } catch {
                failures += 1
                CommandMail.complain("\(item.name): \(error)")
            }
        }
        return failures
    }
}
