import ArgumentParser
import Descriptors
import Glibc
import Store

/// `tamis bayes restore`: puts a backup in the place of the database.
struct BayesRestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the database.",
        discussion: """
            The daemon must be stopped. The backup is checked first, as by `tamis bayes verify`. The old database stays \
            beside as bayes.db.before-restore, in the place of an earlier one; `tamis bayes restore` of it undoes this.
            Exit status: 0; 69 if a process has the database open, the backup is broken, or cannot be read; nothing has \
            changed then.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    @Argument(help: "The backup.")
    var file: String

    func run() throws {
        let configuration = try options.load().configuration
        let database = BayesFile(path: try BayesService.path(configuration, for: scope.recipient))
        // Opened before this process becomes the owner of the database, who may not be able to.
        let backup = open(file, O_RDONLY | O_CLOEXEC)
        guard backup >= 0 else {
            CommandMail.complain("\(SystemError("open \(file)"))")
            throw ExitCode(EX_UNAVAILABLE)
        }
        let log = open(file + "-wal", O_RDONLY | O_CLOEXEC)
        try Ownership.becomeOwner(of: configuration.storage.folder)
        let hadFormer = try BayesCommand.onDatabase {
            try database.restore(from: backup, log: log >= 0 ? log : nil, name: file)
        }
        print("\(database.path): restored from \(file)" + (hadFormer ? "; the old one is \(database.formerPath)" : ""))
    }
}
