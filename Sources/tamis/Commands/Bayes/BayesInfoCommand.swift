import ArgumentParser
import Glibc
import Store

/// `tamis bayes info`: shows what the database holds.
struct BayesInfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show what is learned, since when, how large it is and whether it is sound.",
        discussion: """
            The database is only read; the daemon may be at work. Noted messages are those that were learned but known \
            too well to be trained. Messages wait until they are folded into the token table: they count already. \
            `tamis bayes info` looks for damage with SQLite's quick check.
            Exit status: 0; 1 if the database is damaged; 69 if there is none or it cannot be read.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func run() throws {
        let path = try BayesService.path(options.load().configuration, for: scope.recipient)
        let report = try BayesCommand.onDatabase { BayesReport(try BayesFile(path: path).overview(), path: path) }
        print(try json ? JSONLine.text(of: report) : report.text())
        if !report.problems.isEmpty { throw ExitCode(1) }
    }
}
