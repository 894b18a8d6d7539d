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
            other class, or with --forget, it is taken back first. The running daemon is asked \
            where one listens; otherwise the command opens the database itself.
            Exit status: 0; 1 if a message could not be learned; 69 if neither daemon nor database could be used.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Flag(name: .long, help: "The messages are spam.")
    var spam = false

    @Flag(name: .long, help: "The messages are ham: wanted mail.")
    var ham = false

    @Flag(name: .long, help: "Take back what was learned of the messages.")
    var forget = false

    @Flag(name: .long, help: "Print the result as one JSON object.")
    var json = false

    @Argument(help: ArgumentHelp("Files, folders, Maildirs, mboxes, or -.", valueName: "path"))
    var paths: [String]

    func validate() throws {
        if lessons.count != 1 {
            throw ValidationError("Say what to do with the messages, one of --spam, --ham and --forget.")
        }
    }

    private var lessons: [Lesson] {
        (spam ? [.spam] : []) + (ham ? [.ham] : []) + (forget ? [.forget] : [])
    }

    func run() throws {
        let configuration = try options.load().configuration
        let job = LearnJob(paths: paths, lesson: lessons[0])
        let json = json
        let result = try runBlocking {
            try await OperationsOwner.withOperations(configuration, antivirus: false) { operations in
                try await job.run(with: operations)
            }
        }
        print(try json ? result.json() : result.text())
        if result.failed > 0 { throw ExitCode(1) }
    }
}
