import Foundation
import Store

/// Everything `tamis bayes info` shows; the shape of its `--json`.
struct BayesReport: Codable, Sendable, Equatable {
    struct Messages: Codable, Sendable, Equatable {
        /// Those that changed the model.
        let trained: Int
        /// Those that were known too well for that.
        let noted: Int
    }

    let database: String
    let spam: Messages
    let ham: Messages
    let tokens: Int
    /// Of the file and its write-ahead log.
    let bytes: Int
    /// ISO 8601, in UTC; nil where the log has no message.
    let firstTraining: String?
    let lastTraining: String?
    /// Rows of the log that are not in the token table yet.
    let waiting: Int
    let schemaVersion: Int
    /// What the quick check found.
    let problems: [String]
}

extension BayesReport {
    /// What a command shows of a database.
    init(_ overview: BayesOverview, path: String) {
        let information = overview.information
        database = path
        spam = Messages(trained: information.spam - information.wellKnownSpam, noted: information.wellKnownSpam)
        ham = Messages(trained: information.ham - information.wellKnownHam, noted: information.wellKnownHam)
        tokens = information.tokens
        bytes = information.byteCount
        firstTraining = overview.firstTraining.map(Self.date)
        lastTraining = information.lastTraining.map(Self.date)
        waiting = overview.waitingRows
        schemaVersion = overview.schemaVersion
        problems = overview.problems
    }

    private static func date(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(seconds)).ISO8601Format()
    }

    /// A report for people.
    func text() -> String {
        let health = problems.isEmpty ? "sound (quick check)" : "damaged: `tamis bayes verify` says where"
        let lines = [
            ("database", database),
            ("spam", "\(spam.trained) trained, \(spam.noted) noted"),
            ("ham", "\(ham.trained) trained, \(ham.noted) noted"),
            ("tokens", "\(tokens)"),
            ("size", "\(bytes) bytes"),
            ("first training", firstTraining ?? "none in the log"),
            ("last training", lastTraining ?? "none in the log"),
            ("waiting", "\(waiting) to be folded into the token table"),
            ("schema version", "\(schemaVersion)"),
            ("health", health),
        ]
        let shown = lines.map { $0.0.padding(toLength: 16, withPad: " ", startingAt: 0) + $0.1 }
        return (shown + problems.map { "  " + $0 }).joined(separator: "\n")
    }
}
