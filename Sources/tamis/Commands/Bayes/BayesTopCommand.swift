import ArgumentParser
import Store

/// `tamis bayes top`: shows the tokens that say most.
struct BayesTopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Show the tokens of each section that say most for spam and for ham.",
        discussion: """
            The database is only read; the daemon may be at work. Of each token stand there: what it says, from -8 (ham) \
            to 8 (spam), before the sections are weighed; how many spam and ham had it that were trained; and its text. \
            Texts of the strongest tokens are kept (bayes.token_texts); of others the hash is shown, as in the text that \
            `tamis bayes export` writes.
            Exit status: 0; 69 if there is no database or it cannot be read.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    @Option(name: .long, help: "How many of each section and class.")
    var limit = 10

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is a number of tokens, 1 or more.") }
    }

    func run() throws {
        let path = try BayesService.path(options.load().configuration, for: scope.recipient)
        let (model, texts) = try BayesCommand.onDatabase { try BayesFile(path: path).model() }
        let report = TopReport(model, texts: texts, limit: limit, path: path)
        print(try json ? JSONLine.text(of: report) : report.text())
    }
}
