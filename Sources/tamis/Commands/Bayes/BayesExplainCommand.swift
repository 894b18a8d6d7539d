import ArgumentParser
import Bayes
import Evidence
import Foundation
import Store
import Workers

/// `tamis bayes explain`: shows what the classifier's score of messages is made of.
struct BayesExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what the classifier's score of messages is made of, to the last token.",
        discussion: """
            PATH is a file, a folder, a Maildir, an mbox, or - for standard input. The messages are read by a worker of \
            the command's own, and the database is only read; the daemon may be at work. The score is log-odds: above 0 \
            spam is more likely. It is the sum of the base, which every message has, and of what each known token adds; \
            the numbers add up exactly. What else makes the points of a message, `tamis score` shows.
            Exit status: 0; 1 if a message could not be read; 69 if there is no database or no worker could be started.
            """)

    @OptionGroup var options: ConfigurationOptions

    @OptionGroup var scope: RecipientOption

    @OptionGroup var messages: MessageOptions

    @Option(name: .long, help: "How many tokens are shown, the strongest; the others in sum. 0: all.")
    var limit = 30

    func validate() throws {
        if limit < 0 { throw ValidationError("--limit is a number of tokens, 0 or more.") }
    }

    /// What is learned for the recipient alone; nil where nothing is.
    private func scopeModel(_ configuration: Configuration) throws -> ScopeModel? {
        guard scope.recipient != nil else { return nil }
        let path = try BayesService.path(configuration, for: scope.recipient)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try BayesCommand.onDatabase {
            ScopeModel(model: try BayesFile(path: path).model().model, weight: configuration.bayes.scopeWeight)
        }
    }

    func run() throws {
        let configuration = try options.load().configuration
        let path = BayesService.path(configuration)
        let model = try BayesCommand.onDatabase { try BayesFile(path: path).model().model }
        let own = try scopeModel(configuration)
        let (starter, failure) = StarterFile.load(configuration)
        if let failure { CommandMail.complain("there is no starter model: \(failure)") }
        let messages = messages
        let limit = limit
        try runBlocking {
            try await OperationsOwner.withWorkers(configuration, antivirus: false) { workers in
                try await messages.print(limit: configuration.smtp.sizeLimit) { content, name in
                    let reading = try await workers.reading(
                        of: content, tokenTexts: true, within: configuration.smtp.deadline)
                    let local = model.explain(reading.tokens, scope: own)
                    let explanation = starter?.blended(local, of: reading.tokens, learned: model.counts.adding(own))
                    let report = ExplainReport(explanation ?? local, of: reading, limit: limit, path: path)
                    return messages.json ? try JSONLine.text(of: report, file: name) : report.text(name: name)
                }
            }
        }
    }
}
