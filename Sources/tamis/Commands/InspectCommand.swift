import ArgumentParser
import Evidence

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

    @Flag(name: .long, help: "Print one JSON object a message, each on a line.")
    var json = false

    @Argument(help: ArgumentHelp("Files, folders, Maildirs, mboxes, or -.", valueName: "path"))
    var paths: [String]

    func run() throws {
        let configuration = try options.load().configuration
        let json = json
        let paths = paths
        let failures = try runBlocking {
            try await OperationsOwner.withWorkers(configuration, antivirus: false) { workers in
                try await Self.inspect(
                    paths, with: workers, deadline: configuration.smtp.deadline, json: json)
            }
        }
        if failures > 0 { throw ExitCode(1) }
    }

    /// Reads one message after the other, so that what is printed stands in the order of the paths.
    ///
    /// - Returns: how many could not be read.
    private static func inspect(
        _ paths: [String], with inspector: any Inspector, deadline: Duration, json: Bool
    ) async throws -> Int {
        var failures = 0
        for item in MailSource(paths: paths) {
            do {
                let request = InspectionRequest(scans: false, details: true, deadline: .now + deadline)
                let finding = await inspector.inspect(try CommandMail.content(of: item), request).reading
                guard let reading = finding.result else {
                    throw OperationError("it could not be read: \(finding.unavailableReason ?? "no reading")")
                }
                let answer = InspectAnswer(reading)
                print(
                    json ? try InspectReport.json(answer, name: item.name) : InspectReport.text(answer, name: item.name)
                )
            } catch {
                failures += 1
                CommandMail.complain("\(item.name): \(error)")
            }
        }
        return failures
    }
}
