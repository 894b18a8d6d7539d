import Bayes
import Descriptors
import Evidence
import Logging
import MailObject
import Policy
import SMTP
import Synchronization

@testable import Filter

/// The filter's ports with faults to inject: each answers what it was told to, and notes what it was asked.
struct FixedInspector: Inspector {
    var inspection = Inspection(reading: .found(Reading()), scan: .found(.clean))

    func inspect(_ content: ContentFile, _ request: InspectionRequest) async -> Inspection { inspection }
}

/// Has something happen while a message is inspected.
struct InterruptedInspector: Inspector {
    let meanwhile: @Sendable () -> Void

    func inspect(_ content: ContentFile, _ request: InspectionRequest) async -> Inspection {
        meanwhile()
        return Inspection(reading: .found(Reading()), scan: .found(.clean))
    }
}

struct FixedClassifier: Classifier {
    var finding = Finding.found(BayesScore(logOdds: -9, tokenCount: 1, knownTokenCount: 1))

    func score(_ tokens: [Token]) -> Finding<BayesScore> { finding }
}

struct QuarantineFull: Error {}

final class NotingQuarantine: Quarantine {
    let kept = Mutex<[QuarantineItem]>([])
    let isFull: Bool

    init(isFull: Bool = false) { self.isFull = isFull }

    func keep(_ item: QuarantineItem) throws -> String {
        if isFull { throw QuarantineFull() }
        kept.withLock { $0.append(item) }
        return "virus-\(item.id)"
    }
}

final class NotingNextHop: NextHop {
    let relayed = Mutex<[OutgoingTransaction]>([])
    let answer: @Sendable (Int, Recipient) -> RelayOutcome

    init(
        answer: @escaping @Sendable (Int, Recipient) -> RelayOutcome = { _, _ in
            .answered(Reply(250, EnhancedCode(2, 0, 0), "Ok: queued as 4ABC"), phase: .dot)
        }
    ) { self.answer = answer }

    func relay(_ transaction: OutgoingTransaction) async -> RelayReport {
        relayed.withLock { $0.append(transaction) }
        return RelayReport(
            nextHop: "smtp:[127.0.0.1]:10025",
            outcomes: transaction.envelope.recipients.enumerated().map { answer($0.offset, $0.element) })
    }
}
