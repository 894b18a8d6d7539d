import Descriptors
import Evidence
public import Logging
public import MailObject
public import Policy
public import SMTP

/// The pipeline: inspect, classify, judge, keep, relay, answer, log. It knows ports only, no edges.
///
/// It owns no mail (law 1): a 2xx goes up for a recipient only after the next hop's 2xx for that recipient, or
/// after the quarantine copy is durable; trouble of our own is 4yz.
public struct MailFilter: MessageHandler {
    private let examiner: Examiner
    private let quarantine: any Quarantine
    private let journal: (any Journal)?
    private let learner: (any AutoLearner)?
    private let configuration: @Sendable (Placement) -> FilterConfiguration
    private let logger: Logger
    private let serials: LogSerials

    /// Makes a filter of its ports.
    ///
    /// - Parameters:
    ///   - learner: takes what may be learned without a person's word; nil where nothing may.
    ///   - configuration: asked once a message, when it arrives: a change in the meantime is for those that follow.
    public init(
        examiner: Examiner, quarantine: any Quarantine, journal: (any Journal)?, learner: (any AutoLearner)? = nil,
        logger: Logger, configuration: @escaping @Sendable (Placement) -> FilterConfiguration
    ) {
        self.examiner = examiner
        self.quarantine = quarantine
        self.journal = journal
        self.learner = learner
        self.configuration = configuration
        self.logger = logger
        serials = LogSerials()
    }

    /// Judges and relays one message.
    public func handle(_ message: ReceivedMessage) async -> [Reply] {
        let configuration = configuration(message.placement)
        let settings = configuration.settings
        let deadline = message.arrival + settings.deadline
        let findings = await examiner.findings(
            of: message.content, for: message.envelope.recipients, replacedOctets: message.replacedOctets,
            settings: settings,
            deadline: deadline - settings.relayReserve)
        let hops = try? message.content.withBytes { bytes in
            HopCount(in: bytes, settings: settings.policy, localPort: message.client.localPort)
        }
        let trace = Trace(
            id: message.id, client: message.client, sessionProtocol: message.sessionProtocol,
            placement: message.placement, hops: hops ?? HopCount(), date: TraceDate.now())
        let verdicts = Judge(settings: settings.policy)
            .verdicts(for: findings, envelope: message.envelope, trace: trace)
        var execution = Execution(
            message, arrivalDate: trace.date, verdicts: verdicts, settings: settings, quarantine: quarantine,
            journal: journal, nextHop: configuration.nextHop)
        await execution.run()
        let replies = ReplyWords(id: message.id).replies(for: execution.outcome.recipients, verdicts)
        for error in execution.errors { logger.error("\(error)") }
        log(message, findings: findings, verdicts: verdicts, outcome: execution.outcome)
        if execution.outcome.recipients.contains(where: \.isRelayed) { offer(message, findings) }
        return replies
    }

    /// What was passed on may be learned; what waits for another attempt is looked at then.
    private func offer(_ message: ReceivedMessage, _ findings: Findings) {
        guard let learner, let reading = findings.reading.result,
            let lesson = AutoLearning.lesson(for: findings, envelope: message.envelope)
        else { return }
        learner.offer(AutoLearnCandidate(content: message.content, reading: reading, lesson: lesson))
    }

    private func log(
        _ message: ReceivedMessage, findings: Findings, verdicts: [Verdict], outcome: Outcome
    ) {
        let elapsed = ContinuousClock.now - message.arrival
        let line = LogLine(
            serial: serials.next(), message: message, findings: findings, verdicts: verdicts, outcome: outcome,
            milliseconds: Int(elapsed / .milliseconds(1)))
        logger.info("\(line.text)")
    }
}
