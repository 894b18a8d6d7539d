import SMTP

/// What became of one message, recipient by recipient in RCPT order (law 5).
struct Outcome: Sendable {
    /// What became of it for one recipient.
    enum Recipient: Hashable, Sendable {
        /// Nothing was tried: the verdict says why (discarded, or left with the client).
        case untried
        /// The next hop's word.
        case relay(RelayOutcome)
        /// Trouble of our own; the text says where.
        case failed(String)

        /// The next hop has taken it.
        var isRelayed: Bool {
            if case .relay(let outcome) = self { outcome.isRelayed } else { false }
        }
    }

    var recipients: [Recipient]
    /// Where the quarantine copy lies.
    var quarantinePath: String?

    init(recipientCount: Int) {
        recipients = Array(repeating: .untried, count: recipientCount)
    }

    /// The queue ids the next hop gave, each once, in order.
    var queuedAs: [String] {
        var ids: [String] = []
        for case .relay(.answered(let reply, phase: .dot)) in recipients where reply.isPositive {
            for line in reply.lines {
                guard let marker = line.firstRange(of: "queued as ") else { continue }
                let id = line[marker.upperBound...].prefix { $0.isLetter || $0.isNumber }
                if !id.isEmpty, !ids.contains(String(id)) { ids.append(String(id)) }
            }
        }
        return ids
    }
}
