import Evidence
public import Logging
import MailObject
public import Policy
public import SMTP

/// The pipeline: inspect, classify, judge, keep, relay, answer, log. It knows ports only, no edges.
///
/// It owns no mail (law 1): a 2xx goes up for a recipient only after the next hop's 2xx for that recipient, or
/// after the quarantine copy is durable; trouble of our own is 4yz.
public struct MailFilter: MessageHandler {
    private let examiner: Examiner
    private let quarantine: any Quarantine
    private let nextHop: any NextHop
    private let settings: @Sendable () -> FilterSettings
    private let logger: Logger
    private let serials: LogSerials

    /// Makes a filter of its ports; `settings` is asked once a message.
    public init(
        examiner: Examiner, quarantine: any Quarantine, nextHop: any NextHop, logger: Logger,
        settings: @escaping @Sendable () -> FilterSettings
    ) {
        self.examiner = examiner
        self.quarantine = quarantine
        self.nextHop = nextHop
        self.settings = settings
        self.logger = logger
        serials = LogSerials()
    }

    /// Judges and relays one message.
    public func handle(_ message: ReceivedMessage) async -> [Reply] {
        let settings = settings()
        let deadline = message.arrival + settings.deadline
        let findings = await examiner.findings(
            of: message.content, replacedOctets: message.replacedOctets, settings: settings,
            deadline: deadline - settings.relayReserve)
        let trace = Trace(
            id: message.id, client: message.client, sessionProtocol: message.sessionProtocol, date: TraceDate.now())
        let verdicts = Judge(settings: settings.policy)
            .verdicts(for: findings, envelope: message.envelope, trace: trace)
        let outcome = await carryOut(Plan(verdicts), verdicts: verdicts, message: message, deadline: deadline)
        let replies = ReplyWords(id: message.id, nextHop: nextHop.name).replies(for: outcome.recipients, verdicts)
        log(message, findings: findings, verdicts: verdicts, outcome: outcome)
        return replies
    }

    private func carryOut(
        _ plan: Plan, verdicts: [Verdict], message: ReceivedMessage, deadline: ContinuousClock.Instant
    ) async -> Outcome {
        var outcome = Outcome(recipientCount: verdicts.count)
        if let first = plan.quarantined.first {
            do {
                outcome.quarantinePath = try await keep(message, verdict: verdicts[first], positions: plan.quarantined)
            } catch {
                for position in plan.quarantined { outcome.recipients[position] = .failed("quarantine: \(error)") }
                logger.error("quarantine of \(message.id) failed: \(error)")
            }
        }
        for delivery in plan.deliveries {
            await make(delivery, of: message, deadline: deadline, outcome: &outcome)
        }
        return outcome
    }

    private func keep(_ message: ReceivedMessage, verdict: Verdict, positions: [Int]) async throws -> String {
        let recipients = positions.map { message.envelope.recipients[$0] }
        let item = QuarantineItem(
            id: message.id, category: "virus", envelope: message.envelope,
            fields: QuarantineFields.of(
                verdict, id: message.id, sender: message.envelope.reversePath, recipients: recipients),
            content: message.content)
        let quarantine = quarantine
        return try await onBlockingThread { try quarantine.keep(item) }
    }

    private func make(
        _ delivery: Delivery, of message: ReceivedMessage, deadline: ContinuousClock.Instant, outcome: inout Outcome
    ) async {
        let transaction: OutgoingTransaction
        do {
            transaction = OutgoingTransaction(
                client: message.client,
                envelope: Envelope(
                    reversePath: message.envelope.reversePath, mailParameters: message.envelope.mailParameters,
                    recipients: delivery.recipients.map { message.envelope.recipients[$0] }),
                content: try OutgoingContent(message.content, edits: delivery.edits),
                deadline: deadline, allOrNothing: message.sessionProtocol != .lmtp)
        } catch {
            for position in delivery.recipients { outcome.recipients[position] = .failed("header: \(error)") }
            return
        }
        let results = await nextHop.relay(transaction)
        for (position, result) in zip(delivery.recipients, results) {
            outcome.recipients[position] = .relay(result)
        }
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
