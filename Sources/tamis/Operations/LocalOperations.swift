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

    func learn(_ content: ContentFile, as lesson: Lesson) async throws -> LearnAnswer {
        let request = InspectionRequest(scans: false, tokenTexts: true, deadline: .now + settings().deadline)
        let inspection = await inspector.inspect(content, request)
        guard let reading = inspection.reading.result else {
            throw OperationError(
                "the message could not be read: \(inspection.reading.unavailableReason ?? "no reading")")
        }
        let database = try bayes.database()
        return try await onBlockingThread {
            let digest = try content.withBytes { MessageDigest.digest(of: $0) }
            if lesson == .forget {
                let before = database.rawScore(reading.tokens)
                let wasLearned = try database.forget(digest: digest, tokens: reading.tokens)
                return LearnAnswer(
                    status: wasLearned ? .forgotten : .notLearned, before: before.probability,
                    after: database.rawScore(reading.tokens).probability)
            }
            let outcomes = try database.train([
                TrainingExample(
                    digest: digest, isSpam: lesson == .spam, tokens: reading.tokens, texts: reading.tokenTexts)
            ])
            guard let outcome = outcomes.first else { throw OperationError("the database gave no answer") }
            return LearnAnswer(outcome)
        }
    }

    func score(_ content: ContentFile) async throws -> ScoreAnswer {
        let settings = settings()
        let findings = await examiner.findings(
            of: content, replacedOctets: 0, settings: settings, deadline: .now + settings.deadline, details: true)
        let envelope = Envelope(reversePath: Path(""), recipients: [Recipient(forwardPath: Path(""))])
        let trace = Trace(
            id: MailID(), client: ClientInfo(address: ""), sessionProtocol: .lmtp, date: TraceDate.now())
        guard
            let verdict = Judge(settings: settings.policy)
                .verdicts(for: findings, envelope: envelope, trace: trace).first
        else { throw OperationError("no verdict") }
        let strongest = findings.reading.result.map { bayes.strongest(in: $0) } ?? []
        return ScoreAnswer(findings: findings, verdict: verdict, strongest: strongest)
    }

    func status() async throws -> BayesStatus {
        try bayes.status()
    }
}
