import ArgumentParser
import Evidence
import Workers

/// `tamis inspect`: shows what Tamis sees in messages.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show how messages are read: parts, defects, texts, URLs, attachments, tokens.",
        discussion: """
            PATH is a file, a folder, a Maildir, an mbox, or - for standard input. The messages are read by a worker \
            of the command's own, with the limits of the configuration; neither daemon nor database is needed, and \
            nothing is scanned, relayed or learned. What the messages' score comes from, `tamis score` shows.
            Exit status: 0; 1 if a message could not be read; 69 if no worker could be started.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var messages: MessageOptions

    func run() throws {
        let configuration = try options.load().configuration
        let messages = messages
        try runBlocking {
            try await OperationsOwner.withWorkers(configuration, antivirus: false) { workers in
                try await messages.print(limit: configuration.smtp.sizeLimit) { content, name in
                    let (reading, archives) = try await workers.details(
                        of: content, within: configuration.smtp.deadline)
                    let answer = InspectAnswer(reading, archives)
                    return messages.json
                        ? try JSONLine.text(of: answer, file: name) : InspectReport.text(answer, name: name)
                }
            }
        }
    }
}
