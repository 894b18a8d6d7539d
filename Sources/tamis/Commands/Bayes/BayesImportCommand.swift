import ArgumentParser
import Descriptors
import Glibc
import Store

/// `tamis bayes import`: makes the database of a model as text.
struct BayesImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make the database of a text that `tamis bayes export` or bogofilter's `bogoutil -d` wrote.",
        discussion: """
            FILE is such a text, or - for standard input. The daemon must be stopped. All of it is taken or nothing. A \
            message that was learned where the text comes from is not known again here: learned again, it counts again.
            With --from bogofilter the text is what `bogoutil -d wordlist.db` writes. It is a start and no more, for \
            bogofilter splits mail in its own way: go on learning.
            Exit status: 0; 69 if a process has the database open, something is learned in it and --replace is not \
            said, or a line is wrong (told with file and line); nothing has changed then.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    @Flag(name: .long, help: "Replace a database in which something is learned; it stays as bayes.db.before-restore.")
    var replace = false

    @Option(
        name: .long, help: ArgumentHelp("What wrote the text: tamis or bogofilter.", valueName: "program"),
        transform: { name in
            guard let format = ModelTextFormat(rawValue: name) else {
                throw ValidationError("--from is tamis or bogofilter, not \"\(name)\".")
            }
            return format
        })
    var from = ModelTextFormat.tamis

    @Argument(help: "The text, or -.")
    var file: String

    func run() throws {
        let configuration = try options.load().configuration
        let database = BayesFile(path: try BayesService.path(configuration, for: scope.recipient))
        // Opened before this process becomes the owner of the database, who may not be able to.
        let text = file == "-" ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC)
        guard text >= 0 else {
            CommandMail.complain("\(SystemError("open \(file)"))")
            throw ExitCode(EX_UNAVAILABLE)
        }
        try Ownership.becomeOwner(of: configuration.storage.folder)
        var lines = TextLines(descriptor: text)
        let hadFormer = try BayesCommand.onDatabase {
            try database.importModel(from, name: file, replaces: replace) { try lines.next() }
        }
        print(
            "\(database.path): imported from \(file)" + (hadFormer ? "; the old one is \(database.formerPath)" : ""))
    }
}
