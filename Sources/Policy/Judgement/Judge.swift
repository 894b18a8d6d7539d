public import Evidence
public import MailObject

/// Decides what becomes of a message: a pure function of what was found, who it is for and what the administrator
/// wants (law 9). A saved message replays to the same verdict.
public struct Judge: Sendable {
    private let settings: PolicySettings

    /// Fields that only a filter of ours may write: whatever a message brings of them is taken out, so that nobody
    /// can forge a verdict.
    ///
    /// Names in lower case; `*` ends a prefix.
    public static let ownFields = [
        "x-spam-flag", "x-spam-score", "x-spam-level", "x-spam-status", "x-spam-report", "x-spam-checker-version",
        "x-spam-tests", "x-virus-scanned", "x-amavis-*", "x-quarantine-id",
    ]

    /// Makes a judge for these settings.
    public init(settings: PolicySettings) {
        self.settings = settings
    }

    /// Judges a message: one verdict per recipient, in their order (law 5). Recipients with equal settings and the same
    /// score share one value.
    ///
    /// Complexity: O(size of the findings × distinct verdicts + recipients).
    public func verdicts(for findings: Findings, envelope: Envelope, trace: Trace) -> [Verdict] {
        let message = Judgement(findings, envelope: envelope, trace: trace, settings: settings)
        let common = RecipientSettings(tag2Level: settings.tag2Level, subjectTag: settings.subjectTag)
        guard !settings.recipients.isEmpty || !findings.ownBayes.isEmpty else {
            return Array(repeating: message.verdict(for: common), count: envelope.recipients.count)
        }
        var known: [Ground: Verdict] = [:]
        return envelope.recipients.enumerated().map { place, recipient in
            let ground = Ground(
                settings: settings.recipients.settings(for: recipient.forwardPath) ?? common,
                bayes: findings.ownBayes[place])
            if let verdict = known[ground] { return verdict }
            let own = ground.bayes.map { message.scored($0, findings) } ?? message
            let verdict = own.verdict(for: ground.settings)
            known[ground] = verdict
            return verdict
        }
    }

    /// What a recipient's verdict rests on, beside what is the same for all.
    private struct Ground: Hashable {
        let settings: RecipientSettings
        /// Nil where what all have holds.
        let bayes: BayesScore?
    }

    /// The rule hits, in the order they are shown.
    static func symbols(for findings: Findings, _ look: Look, bayes: Finding<BayesScore>) -> [Symbol] {
        var symbols: [Symbol] = []
        switch bayes {
        case .found(let bayes): symbols.append(BayesPoints.symbol(for: bayes))
        case .unavailable(let reason): symbols.append(Symbol(name: "BAYES_UNAVAILABLE", score: 0, detail: reason))
        case .notRun: break
        }
        if findings.reading.result?.containsGTUBE == true {
            symbols.append(Symbol(name: "GTUBE", score: 1000, detail: "the test string for spam filters"))
        }
        for (name, points) in look.spamSignatures {
            symbols.append(Symbol(name: "AV_" + symbolName(name), score: points, detail: "signature \(name)"))
        }
        if !look.banned.isEmpty {
            let detail = look.banned.map { "\($0.path) (\($0.rule))" }.joined(separator: "; ")
            symbols.append(Symbol(name: "BANNED", score: 0, detail: detail))
        }
        if !look.encrypted.isEmpty {
            symbols.append(Symbol(name: "ENCRYPTED", score: 0, detail: look.encrypted))
        }
        if !look.obstacles.isEmpty {
            symbols.append(Symbol(name: "UNCHECKED", score: 0, detail: look.obstacles.joined(separator: "; ")))
        }
        if !look.omissions.isEmpty {
            symbols.append(Symbol(name: "PARTLY_READ", score: 0, detail: look.omissions))
        }
        return symbols
    }

    /// A signature's name as letters, digits and `_`, at most 64.
    private static func symbolName(_ name: String) -> String {
        String(
            name.unicodeScalars.prefix(64).map { scalar in
                scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    ? Character(scalar) : "_"
            }
        ).uppercased()
    }

    /// `X-Amavis-Alert` with a reason that may hold anything but content: kept printable and short, folded.
    static func alert(_ text: String) -> HeaderField {
        let printable = text.unicodeScalars.map { $0.value >= 0x20 && $0.value < 0x7F ? Character($0) : "?" }
        let words = String(printable.prefix(600)).split(separator: " ").map(String.init)
        return HeaderField(name: "X-Amavis-Alert", value: FoldedValue.of(words, name: "X-Amavis-Alert"))
    }
}
