import ArgumentParser
import Store

/// `tamis bayes verify`: looks for damage in the database.
struct BayesVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the whole database: the file, the model, every token and every row of the log.",
        discussion: """
            The database is only read; the daemon may be at work. Each finding is a line on standard output, the \
            remedy follows on standard error.
            Exit status: 0 if it is sound; 1 if it is broken; 69 if there is none or it cannot be opened.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    func run() throws {
        let path = try BayesService.path(options.load().configuration, for: scope.recipient)
        let findings = try BayesCommand.onDatabase { try BayesFile(path: path).findings() }
        guard !findings.isEmpty else {
            print("\(path): sound")
            return
        }
        for finding in findings { print("\(path): \(PrintableText.line(finding))") }
        CommandMail.complain(
            "\(path) is broken; stop the daemon and restore a backup, or move it away and learn again")
        throw ExitCode(1)
    }
}
