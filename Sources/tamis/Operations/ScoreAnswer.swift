/// Everything `tamis score` shows of one message; the shape of its `--json`.
struct ScoreAnswer: Codable, Sendable, Equatable {
    struct Test: Codable, Sendable, Equatable {
        let name: String
        let points: Double
        let detail: String
    }

    struct Bayes: Codable, Sendable, Equatable {
        /// Spam probability, 0 to 1; nil while too little is learned.
        let probability: Double?
        /// Why there is none.
        let unavailable: String?
        let tokens: Int
        let knownTokens: Int
        /// The tokens that weighed most, strongest first.
        let strongest: [WeighedToken]
    }

    struct WeighedToken: Codable, Sendable, Equatable {
        let section: String
        let text: String
        /// Messages of each class that had it.
        let spam: Int
        let ham: Int
        /// Its log-odds share, positive for spam.
        let evidence: Double
    }

    struct Antivirus: Codable, Sendable, Equatable {
        /// `clean`, `infected`, `incomplete`, `unavailable` or `off`.
        let status: String
        let viruses: [String]
        /// Why it could not look, or not everywhere.
        let reason: String?
    }

    struct Attachment: Codable, Sendable, Equatable {
        let names: [String]
        let declaredType: String
        let detectedType: String
        let bytes: Int
    }

    /// `clean`, `spam`, `unchecked`, `infected` …
    let category: String
    let isSpam: Bool
    /// Nil where the message could not be read.
    let score: Double?
    let required: Double
    /// The sum of their points is the score.
    let tests: [Test]
    let bayes: Bayes
    let antivirus: Antivirus
    let messageID: String
    let from: String
    let subject: String
    let defects: [String]
    let attachments: [Attachment]
    /// The files in archives.
    let archivedFiles: [ArchivedFile]
    /// Why archives could not be looked into.
    let archiveObstacles: [String]
    let urls: [String]
    /// The X-Spam and other fields it would get, a line each, folds included.
    let fields: [String]
}
