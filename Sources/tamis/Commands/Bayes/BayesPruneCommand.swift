import ArgumentParser
import Store

/// `tamis bayes prune`: forgets tokens that are worth least.
struct BayesPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Forget the tokens that are worth least, and give their room back.",
        discussion: """
            Of two tokens the one is worth less that fewer messages had and that was trained longer ago. The daemon may \
            be at work; it follows with the next message that it learns. It prunes by itself what is beyond \
            bayes.max_tokens: this command is for making the database smaller than that, or at once.
            Exit status: 0; 69 if there is no database or it cannot be written; nothing has changed then.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    @Option(name: .long, help: "How many tokens may stay (bayes.max_tokens).")
    var tokens: Int?

    func validate() throws {
        if let tokens, tokens < 0 { throw ValidationError("--tokens is a number of tokens, 0 or more.") }
    }

    func run() throws {
        let configuration = try options.load().configuration
        let path = try BayesService.path(configuration, for: scope.recipient)
        let file = BayesFile(path: path)
        let before = try BayesCommand.onDatabase { try file.overview().information }
        let settings =
            scope.recipient == nil ? BayesSettings(configuration) : BayesSettings(scopesOf: configuration)
        try Ownership.becomeOwner(of: configuration.storage.folder)
        let forgotten = try BayesCommand.onDatabase {
            let database = try BayesDatabase(path: path, settings: settings)
            let forgotten = try database.prune(to: tokens ?? settings.maximumTokens)
            try database.close()
            return forgotten
        }
        let after = try BayesCommand.onDatabase { try file.overview().information }
        print(
            "\(path): \(forgotten) tokens forgotten, tokens \(before.tokens) -> \(after.tokens), "
                + "bytes \(before.byteCount) -> \(after.byteCount)")
    }
}
