import MailObject
import Policy
import SMTP

/// Carries out what was decided of one message: asks the journal, keeps, relays, and notes how each delivery ended.
struct Execution {
    let message: ReceivedMessage
    let verdicts: [Verdict]
    /// As RFC 5322 §3.3 writes it.
    let arrivalDate: String
    let settings: FilterSettings
    let quarantine: any Quarantine
    let journal: (any Journal)?
    let nextHop: any NextHop

    var outcome: Outcome
    var errors: [String] = []
    /// The journal's names of the deliveries; nil where it cannot tell a retry.
    private let keys: [JournalKey]?
    /// Recipients for whom this attempt may act, ascending.
    private var due: [Int]
    /// Of those, the ones that the journal waits to hear of.
    private var open: Set<Int> = []

    init(
        _ message: ReceivedMessage, arrivalDate: String, verdicts: [Verdict], settings: FilterSettings,
        quarantine: any Quarantine, journal: (any Journal)?, nextHop: any NextHop
    ) {
        self.message = message
        self.arrivalDate = arrivalDate
        self.verdicts = verdicts
        self.settings = settings
        self.quarantine = quarantine
        self.journal = journal
        self.nextHop = nextHop
        keys = journal == nil ? nil : DeliveryKeys.of(message)
        due = verdicts.indices.filter { verdicts[$0].disposition == .pass || verdicts[$0].disposition == .discard }
        outcome = Outcome(recipientCount: verdicts.count)
    }

    var deadline: ContinuousClock.Instant { message.arrival + settings.deadline }

    /// Does it all; ``outcome`` says what became of it.
    mutating func run() async {
        await begin()
        let plan = Plan(verdicts)
        await keep(plan.quarantined.filter(due.contains))
        for delivery in plan.deliveries {
            await make(delivery.recipients.filter(due.contains), with: delivery.edits)
        }
        await report()
        end(Array(open), .notDelivered)
    }

    private var unity: OutgoingTransaction.Unity {
        if message.placement == .beforeQueue { return .refusal }
        return message.sessionProtocol == .lmtp ? .none : .deferral
    }

    /// Leaves out what an earlier attempt has delivered or another one is at work on (law 2).
    private mutating func begin() async {
        guard let journal, let keys, !due.isEmpty else { return }
        let records = await journal.begin(due.map { keys[$0] })
        var fresh: [Int] = []
        for (position, record) in zip(due, records) {
            switch record {
            case .fresh, .unknown: fresh.append(position)
            case .delivered(let note):
                // A discard has no next hop to speak of: its verdict is its answer.
                if verdicts[position].disposition == .pass { outcome.recipients[position] = .deliveredBefore(note) }
            case .inProgress: outcome.recipients[position] = .inProgress
            }
        }
        due = fresh
        open = Set(fresh)
    }

    /// Tells the journal, once for each position.
    mutating func end(_ positions: [Int], _ ending: JournalOutcome) {
        guard let journal, let keys else { return }
        let waiting = positions.filter(open.contains)
        open.subtract(waiting)
        if !waiting.isEmpty { journal.end(waiting.map { (keys[$0], ending) }) }
    }

    private mutating func keep(_ positions: [Int]) async {
        guard let first = positions.first else { return }
        let recipients = positions.map { message.envelope.recipients[$0] }
        let item = QuarantineItem(
            id: message.id, category: Self.word(for: verdicts[first].category), envelope: message.envelope,
            fields: QuarantineFields.of(
                verdicts[first], id: message.id, sender: message.envelope.reversePath, recipients: recipients),
            content: message.content)
        let quarantine = quarantine
        do {
            outcome.quarantinePath = try await onBlockingThread { try quarantine.keep(item) }
            end(positions.filter { verdicts[$0].disposition == .discard }, .delivered(""))
        } catch {
            for position in positions { outcome.recipients[position] = .failed("quarantine: \(error)") }
            due.removeAll(where: positions.contains)
            errors.append("quarantine of \(message.id) failed: \(error)")
        }
    }

    /// Amavis' words in the names of quarantined files.
    private static func word(for category: ContentCategory) -> String {
        switch category {
        case .virus: "virus"
        case .banned: "banned"
        case .spam, .spammy: "spam"
        case .badHeader: "badh"
        case .unchecked, .uncheckedEncrypted: "unchecked"
        case .clean, .oversized: "clean"
        }
    }

    private mutating func make(_ positions: [Int], with edits: HeaderEdits) async {
        guard !positions.isEmpty else { return }
        let transaction: OutgoingTransaction
        do {
            transaction = OutgoingTransaction(
                client: message.client,
                envelope: Envelope(
                    reversePath: message.envelope.reversePath, mailParameters: message.envelope.mailParameters,
                    recipients: positions.map { message.envelope.recipients[$0] }),
                content: try OutgoingContent(message.content, edits: edits), deadline: deadline,
                unity: unity)
        } catch {
            for position in positions { outcome.recipients[position] = .failed("header: \(error)") }
            return
        }
        let report = await nextHop.relay(transaction)
        for (position, result) in zip(positions, report.outcomes) {
            outcome.recipients[position] = .relay(result, nextHop: report.nextHop)
            // What is refused may still become a report.
            if result.journalOutcome != .notDelivered { end([position], result.journalOutcome) }
        }
    }
}

extension RelayOutcome {
    /// What a retry must know of it.
    fileprivate var journalOutcome: JournalOutcome {
        switch self {
        case .answered(let reply, phase: .dot) where reply.isPositive: .delivered(queueID)
        case .answered(let reply, phase: .dot) where !reply.isTransient && !reply.isPermanent: .unknown
        case .broken(phase: .dot, _): .unknown
        case .answered, .broken, .unreachable: .notDelivered
        }
    }
}
