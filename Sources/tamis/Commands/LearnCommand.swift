import ArgumentParser
import Descriptors
import Glibc

/// `tamis learn`: teaches the classifier what is spam and what is not.
struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Learn messages as spam or as ham, or take that back.",
        discussion: """
            PATH is a file, a folder, a Maildir, an mbox, or - for standard input. A message counts once, however \
            often it is learned, and whatever a delivery, a filter or a mailbox has added to it since; learned as the \
            other class, or with --forget, it is taken back first. Of one larger than smtp.size_limit the head is \
            learned, and that is said. In a Maildir drafts and what was thrown away are passed over. The running daemon \
            is asked where one listens; otherwise the command opens the database itself. What is done stays done, also \
            when the command is interrupted.
            Exit status: 0; 1 if a message could not be learned; 69 if neither daemon nor database could be used.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    @Flag(name: .long, help: "The messages are spam.")
    var spam = false

    @Flag(name: .long, help: "The messages are ham: wanted mail.")
    var ham = false

    @Flag(name: .long, help: "Take back what was learned of the messages.")
    var forget = false

    @Flag(name: .long, help: "Print a line for each message too: what became of it, its score before and after.")
    var each = false

    @Flag(name: .long, help: "Print the result as one JSON object; with --each one for each message before it.")
    var json = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Learn what this file names too: a path a line, or with a NUL after each (find -print0); - for standard "
                + "input.", valueName: "file"))
    var filesFrom: String?

    @Argument(help: ArgumentHelp("Files, folders, Maildirs, mboxes, or -.", valueName: "path"))
    var paths: [String] = []

    func validate() throws {
        guard !paths.isEmpty || filesFrom != nil else {
            throw ValidationError("Name files or folders with messages, or - for standard input.")
        }
        guard filesFrom != "-" || !paths.contains("-") else {
            throw ValidationError("Standard input is either a message or a list of paths.")
        }
        if lessons.count != 1 {
            throw ValidationError("Say what to do with the messages, one of --spam, --ham and --forget.")
        }
    }

    private var lessons: [Lesson] {
        (spam ? [.spam] : []) + (ham ? [.ham] : []) + (forget ? [.forget] : [])
    }

    func run() throws {
        let configuration = try options.load().configuration
        let source = MailSource(
            paths: paths + (try filesFrom.map(PathList.paths(in:)) ?? []), limit: configuration.smtp.sizeLimit)
        let json = json
        var job = LearnJob(source: source, lesson: lessons[0], recipient: scope.recipient)
        if each {
            job.tell = { name, answer in
                print(try json ? JSONLine.text(of: answer, file: name) : "\(PrintableText.line(name)): \(answer.text)")
            }
        }
        let finalJob = job
        let result = try runBlocking {
            try await OperationsOwner.withOperations(configuration, antivirus: false) { operations in
                try await finalJob.run(with: operations)
            }
        }
        print(try json ? JSONLine.text(of: result) : result.text())
        if result.failed > 0 { throw ExitCode(1) }
    }
}
