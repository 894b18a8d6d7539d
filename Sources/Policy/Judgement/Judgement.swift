import Evidence
import MailObject

/// What is the same of one message for all its recipients, and the verdict that follows for each.
struct Judgement {
    private let settings: PolicySettings
    private let trace: Trace
    private let look: Look
    private var symbols: [Symbol]
    private var score: Double?
    /// The score without what was learned for one recipient alone.
    private let commonScore: Double?
    /// Above the X-Spam fields.
    private let fields: [HeaderField]

    init(_ findings: Findings, envelope: Envelope, trace: Trace, settings: PolicySettings) {
        self.settings = settings
        self.trace = trace
        look = Look(findings, settings)
        symbols = Judge.symbols(for: findings, look, bayes: findings.bayes)
        commonScore = findings.reading.result == nil ? nil : symbols.reduce(0) { $0 + $1.score }
        score = commonScore
        var fields = [trace.field(for: envelope.recipients, settings: settings)]
        if look.wasScanned {
            fields.append(HeaderField(name: "X-Virus-Scanned", value: "\(settings.product) at \(settings.domain)"))
        }
        if !look.viruses.isEmpty {
            fields.append(Judge.alert("INFECTED, message contains virus: " + look.viruses.joined(separator: ", ")))
        }
        if !look.banned.isEmpty {
            fields.append(Judge.alert("BANNED, message contains " + look.bannedPaths))
        }
        if !look.obstacles.isEmpty || !look.encrypted.isEmpty {
            let reasons = look.encrypted.isEmpty ? look.obstacles : look.obstacles + [look.encrypted]
            fields.append(Judge.alert("UNCHECKED, " + reasons.joined(separator: "; ")))
        }
        self.fields = fields
    }

    /// The same message for a recipient for whom the classifier says this.
    func scored(_ bayes: BayesScore, _ findings: Findings) -> Judgement {
        var own = self
        own.symbols = Judge.symbols(for: findings, look, bayes: .found(bayes))
        own.score = commonScore == nil ? nil : own.symbols.reduce(0) { $0 + $1.score }
        return own
    }

    func verdict(for recipient: RecipientSettings) -> Verdict {
        let isSpam = (score ?? 0) >= recipient.tag2Level
        let (disposition, reason) = fate
        return Verdict(
            category: category(isSpam: isSpam), disposition: disposition,
            quarantines: disposition == .discard, symbols: symbols, score: score, tag2Level: recipient.tag2Level,
            viruses: look.viruses, banned: look.banned, reason: reason, note: note, isLoop: isLoop,
            edits: edits(isSpam: isSpam, recipient))
    }

    /// What becomes of it, and why: the same for all recipients, as it must be before the queue, where one reply is
    /// for all of them.
    private var fate: (Disposition, reason: String) {
        if !look.viruses.isEmpty {
            let reason = "INFECTED: " + look.viruses.joined(separator: ", ")
            if settings.onVirus == .pass { return (isLoop ? .reject : .pass, reason) }
            return (kept, reason)
        }
        let banned = "BANNED: " + look.bannedPaths
        if !look.banned.isEmpty, settings.attachments.onBanned == .quarantine { return (kept, banned) }
        if isKeptForEncryption { return (kept, "UNCHECKED-ENCRYPTED: " + look.encrypted) }
        if isLoop { return (.reject, "Too many hops") }
        if isKilled { return (.reject, "spam") }
        let reasons =
            [look.banned.isEmpty ? "" : banned] + look.obstacles + [look.encrypted, look.omissions]
        let reason = reasons.filter { !$0.isEmpty }.joined(separator: "; ")
        return (look.scannerFailed && settings.onAntivirusFailure == .tempfail ? .tempfail : .pass, reason)
    }

    /// What becomes of mail that is kept. Before the queue the sending host is told, and the message stays with it: nothing
    /// to keep.
    private var kept: Disposition { trace.placement == .beforeQueue ? .reject : .discard }

    private var isKeptForEncryption: Bool {
        !look.encrypted.isEmpty && settings.attachments.onEncrypted == .quarantine
    }

    private var isLoop: Bool {
        let isKept =
            !look.viruses.isEmpty && settings.onVirus == .quarantine
            || !look.banned.isEmpty && settings.attachments.onBanned == .quarantine || isKeptForEncryption
        return !isKept && trace.hops.isLoop
    }

    private var note: String {
        guard !look.wouldBeBanned.isEmpty else { return "" }
        return "would be banned: " + look.wouldBeBanned.map { "\($0.path) (\($0.rule))" }.joined(separator: ", ")
    }

    private var isKilled: Bool {
        guard trace.placement == .beforeQueue, let commonScore, let killLevel = settings.killLevel else {
            return false
        }
        // One reply is for all.
        return commonScore >= killLevel
    }

    private func category(isSpam: Bool) -> ContentCategory {
        if !look.viruses.isEmpty { return .virus }
        if !look.banned.isEmpty { return .banned }
        if !look.obstacles.isEmpty { return .unchecked }
        if !look.encrypted.isEmpty { return .uncheckedEncrypted }
        return isSpam || isKilled ? .spam : .clean
    }

    private func edits(isSpam: Bool, _ recipient: RecipientSettings) -> HeaderEdits {
        var insertions = fields
        if (score ?? .infinity) >= (settings.tagLevel ?? -.infinity) {
            insertions +=
                SpamFields(
                    score: score, symbols: symbols, tagLevel: settings.tagLevel, tag2Level: recipient.tag2Level
                ).fields
        }
        let tags = [
            isSpam ? recipient.subjectTag : nil,
            look.encrypted.isEmpty ? nil : settings.attachments.encryptedSubjectTag,
        ].compactMap(\.self)
        return HeaderEdits(
            insertions: insertions, deletions: Judge.ownFields, subjectTag: tags.isEmpty ? nil : tags.joined())
    }
}
