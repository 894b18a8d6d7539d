import ArgumentParser

/// `tamis score`: shows why messages get the score they get.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Show verdict, tests and strongest tokens of messages; nothing is relayed or learned.",
        discussion: """
            PATH is a file, a folder, a Maildir, an mbox, or - for standard input. The running daemon is asked where \
            one listens; otherwise the command opens the database itself.
            Exit status: 0; 1 if a message could not be read; 69 if neither daemon nor database could be used.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    @OptionGroup var messages: MessageOptions

    func run() throws {
        let configuration = try options.load().configuration
        let messages = messages
        let recipient = scope.recipient
        try runBlocking {
            try await OperationsOwner.withOperations(configuration, antivirus: true) { operations in
                try await messages.print(limit: configuration.smtp.sizeLimit) { content, name in
                    let answer = try await operations.score(content, for: recipient)
                    return messages.json
                        ? try JSONLine.text(of: answer, file: name) : ScoreReport.text(answer, name: name)
                }
            }
        }
    }
}
