import Descriptors
import Evidence
import Filter
import MailObject
import Policy
import Store

/// Learns and scores in this process: in the daemon for everyone, in a command where no daemon listens.
struct LocalOperations: MailOperations {
    let examiner: Examiner
    let inspector: any Inspector
    let bayes: BayesService
    let settings: @Sendable () -> FilterSettings

    func learn(_ content: ContentFile, as lesson: Lesson, for recipient: String?) async throws -> LearnAnswer {
        let reading = try await inspector.reading(of: content, tokenTexts: true, within: settings().deadline)
        return try await onBlockingThread {
            let digest = try content.withBytes { MessageDigest.digest(of: $0) }
            guard recipient != nil else {
                return try bayes.withDatabase(for: nil) { try Self.learn(reading, digest, as: lesson, in: $0) }
            }
            // His own database does not know what is learned for all.
            let before = try bayes.probability(reading.tokens, for: recipient)
            let answer = try bayes.withDatabase(for: recipient) {
                try Self.learn(reading, digest, as: lesson, in: $0)
            }
            return LearnAnswer(
                status: answer.status, before: before, after: try bayes.probability(reading.tokens, for: recipient))
        }
    }

    private static func learn(
        _ reading: Reading, _ digest: [UInt8], as lesson: Lesson, in database: BayesDatabase
    ) throws -> LearnAnswer {
        if lesson == .forget {
            let before = database.rawScore(reading.tokens).probability
            let wasLearned = try database.forget(digest: digest, tokens: reading.tokens)
            return LearnAnswer(
                status: wasLearned ? .forgotten : .notLearned, before: before,
                after: database.rawScore(reading.tokens).probability)
        }
        let outcomes = try database.train([
            TrainingExample(
                digest: digest, isSpam: lesson == .spam, tokens: reading.tokens, texts: reading.tokenTexts)
        ])
        guard let outcome = outcomes.first else { throw OperationError("the database gave no answer") }
        return LearnAnswer(
            status: LearnAnswer.Status(outcome.status), before: outcome.before.probability,
            after: outcome.after.probability)
    }

    func score(_ content: ContentFile, for recipient: String?) async throws -> ScoreAnswer {
        let settings = settings()
        let forwardPath = Recipient(forwardPath: Path(recipient ?? ""))
        let findings = await examiner.findings(
            of: content, for: [forwardPath], replacedOctets: 0, settings: settings, deadline: .now + settings.deadline,
            details: true)
        let envelope = Envelope(reversePath: Path(""), recipients: [forwardPath])
        let trace = Trace(
            id: MailID(), client: ClientInfo(address: ""), sessionProtocol: .lmtp, date: TraceDate.now())
        guard
            let verdict = Judge(settings: settings.policy)
                .verdicts(for: findings, envelope: envelope, trace: trace).first
        else { throw OperationError("no verdict") }
        let strongest = try findings.reading.result.map { try bayes.strongest(in: $0, for: recipient) } ?? []
        return ScoreAnswer(findings: findings, verdict: verdict, strongest: strongest)
    }

    func status(for recipient: String?) async throws -> BayesStatus {
        try bayes.status(for: recipient)
    }
}
