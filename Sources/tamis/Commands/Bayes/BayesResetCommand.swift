import ArgumentParser
import Store

/// `tamis bayes reset`: begins anew with nothing learned.
struct BayesResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Begin anew with nothing learned.",
        discussion: """
            The daemon must be stopped. The old database stays beside as bayes.db.before-restore, in the place of an \
            earlier one; `tamis bayes restore` of it undoes this.
            Exit status: 0; 64 without --yes; 69 if a process has the database open; nothing has changed then.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    @Flag(name: .long, help: "Yes, what is learned is to go.")
    var yes = false

    func validate() throws {
        if !yes { throw ValidationError("All that was learned would no more be used: say --yes if that is meant.") }
    }

    func run() throws {
        let configuration = try options.load().configuration
        let database = BayesFile(path: try BayesService.path(configuration, for: scope.recipient))
        try Ownership.becomeOwner(of: configuration.storage.folder)
        let hadFormer = try BayesCommand.onDatabase { try database.reset() }
        print("\(database.path): nothing is learned" + (hadFormer ? "; the old one is \(database.formerPath)" : ""))
    }
}
