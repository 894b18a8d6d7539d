public import Evidence
public import MailObject

/// What the classifier may learn of a message that nobody showed it.
public struct AutoLesson: Hashable, Sendable {
    /// As what.
    public let isSpam: Bool
    /// Why, in words for people; never content.
    public let reason: String
}

/// Decides of a judged message whether the classifier may learn it by itself: a pure function of what was found.
///
/// A classifier that learns what it thinks anyway drifts with its own mistakes. So its own score is only one of two
/// conditions: it must be far from the middle, and other evidence must say the same. Spam must show two signs that have
/// nothing to do with words; ham none, and have been seen whole by reader and virus scanner. What the store adds are
/// bounds: a balance of the classes, a number a day, and that no person has had a word on the message.
public enum AutoLearning {
    /// Log-odds that a score must have on its side.
    static let margin = 4.0
    /// How many signs spam must show.
    static let spamSigns = 2

    /// What wanted mail does not do with its URLs.
    private static let oddTraits: URLTraits = [
        .disguised, .oddAddress, .userInfo, .backslashes, .encodedHost, .controlCharacters, .misleading, .lookalike,
    ]

    /// What may be learned of a message; nil where nothing may.
    ///
    /// Bounces are left out, whatever they say: they quote what somebody else has sent.
    public static func lesson(for findings: Findings, envelope: Envelope) -> AutoLesson? {
        guard !envelope.reversePath.isNull, let reading = findings.reading.result, let bayes = findings.bayes.result,
            !reading.containsGTUBE
        else { return nil }
        let signs = signs(in: reading)
        let score = "log-odds \(Points.text(bayes.logOdds))"
        if bayes.logOdds >= margin, signs.count >= spamSigns {
            return AutoLesson(isSpam: true, reason: score + "; " + signs.joined(separator: ", "))
        }
        if bayes.logOdds <= -margin, signs.isEmpty, reading.defects.isEmpty, findings.scan == .found(.clean) {
            return AutoLesson(isSpam: false, reason: score + "; no sign of spam, scanned, read without defects")
        }
        return nil
    }

    private static func signs(in reading: Reading) -> [String] {
        let traits = reading.urls.reduce(into: URLTraits()) { $0.formUnion($1.traits) }.intersection(oddTraits)
        let rules = Set(reading.badHeaders.map(\.rule)).sorted { $0.rawValue < $1.rawValue }
        return traits.names.map { "URL \($0)" }
            + (rules.isEmpty ? [] : ["header " + rules.map(\.name).joined(separator: " and ")])
    }
}
