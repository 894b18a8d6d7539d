import ArgumentParser
import Foundation
import Store

/// `tamis bayes auto-learned`: shows what was learned without a person's word, and takes it back.
struct BayesAutoLearnedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auto-learned",
        abstract: "Show what was learned without a person's word (bayes.auto_learn), or take it back.",
        discussion: """
            Shown is what was learned so in the last 30 days and nobody has had a word on since; the latest first. What is \
            taken back is not learned again by itself. The daemon may be at work.
            Exit status: 0; 1 if there is no such message; 69 if there is no database or it cannot be used.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(name: .long, help: "Take back the message with this number in the list; may be repeated.")
    var forget: [Int64] = []

    @Flag(name: .long, help: "Take back all of the list.")
    var forgetAll = false

    @Flag(name: .long, help: "Print one JSON object a message, each on a line.")
    var json = false

    func run() throws {
        let configuration = try options.load().configuration
        let file = BayesFile(path: BayesService.path(configuration))
        let learned = try BayesCommand.onDatabase { try file.autoLearned() }
        guard forgetAll || !forget.isEmpty else {
            for message in learned { print(try json ? JSONLine.text(of: Shown(message)) : Shown(message).text()) }
            return
        }
        try Ownership.becomeOwner(of: configuration.storage.folder)
        let missing = try BayesCommand.onDatabase {
            let database = try BayesDatabase(path: file.path, settings: BayesSettings(configuration))
            let missing = try (forgetAll ? learned.map(\.id) : forget).filter { try !database.forgetAutoLearned($0) }
            try database.close()
            return missing
        }
        for id in missing { CommandMail.complain("there is no message \(id) in the list") }
        if !missing.isEmpty { throw ExitCode(1) }
    }

    private struct Shown: Encodable {
        let id: Int64
        /// ISO 8601, in UTC.
        let time: String
        let isSpam: Bool
        let from: String
        let subject: String
        let messageID: String
        let reason: String

        init(_ message: AutoLearned) {
            id = message.id
            time = Date(timeIntervalSince1970: TimeInterval(message.time)).ISO8601Format()
            isSpam = message.isSpam
            from = message.note.from
            subject = message.note.subject
            messageID = message.note.messageID
            reason = message.note.reason
        }

        func text() -> String {
            "\(id)  \(time)  \(isSpam ? "spam" : "ham ")  \(PrintableText.line(messageID)) from \(PrintableText.line(from)): "
                + "\(PrintableText.line(subject)) (\(reason))"
        }
    }
}
