import SMTP

/// What became of one message, recipient by recipient in RCPT order (law 5).
struct Outcome: Sendable {
    /// What became of it for one recipient.
    enum Recipient: Hashable, Sendable {
        /// Nothing was tried: the verdict says why (discarded, or left with the client).
        case untried
        /// The next hop's word, and which next hop it was.
        case relay(RelayOutcome, nextHop: String)
        /// An earlier attempt has delivered it; the text is the next hop's queue id, or empty.
        case deliveredBefore(String)
        /// Another attempt at it is in work.
        case inProgress
        /// The next hop has refused it for good, and what is to be done about that is done: the sender has a report,
        /// or is to have none.
        case reported(refusal: String, isSent: Bool)
        /// Trouble of our own; the text says where.
        case failed(String)

        /// The next hop has taken it, now or before.
        var isRelayed: Bool {
            switch self {
            case .relay(let outcome, _): outcome.isRelayed
            case .deliveredBefore: true
            case .untried, .inProgress, .reported, .failed: false
            }
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
        for recipient in recipients {
            let id =
                switch recipient {
                case .relay(let outcome, _): outcome.queueID
                case .deliveredBefore(let id): id
                default: ""
                }
            if !id.isEmpty, !ids.contains(id) { ids.append(id) }
        }
        return ids
    }
}

extension RelayOutcome {
    /// The queue id that the next hop's 2yz names, as Postfix words it; empty where there is none.
    var queueID: String {
        guard case .answered(let reply, phase: .dot) = self, reply.isPositive else { return "" }
        for line in reply.lines {
            var rest = line.utf8[...]
            while let start = rest.firstIndex(of: Self.queueMarker[0]) {
                rest = rest[start...]
                if rest.starts(with: Self.queueMarker) {
                    let id = rest.dropFirst(Self.queueMarker.count).prefix(64).prefix(while: Self.isIDOctet)
                    return String(decoding: id, as: UTF8.self)
                }
                rest = rest.dropFirst()
            }
        }
        return ""
    }

    private static let queueMarker = Array("queued as ".utf8)

    private static func isIDOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
