public import MailObject

/// One transaction with the next hop: the recipients whose header edits are equal.
public struct Delivery: Hashable, Sendable {
    /// Positions in the envelope's recipients, ascending (law 5).
    public let recipients: [Int]
    /// What is changed in their copy.
    public let edits: HeaderEdits
}

/// What to do, in this order: keep the quarantine copy, then make the deliveries.
public struct Plan: Hashable, Sendable {
    /// Recipients for whom a copy goes to the quarantine, ascending.
    public let quarantined: [Int]
    /// Transactions, in order of their first recipient.
    public let deliveries: [Delivery]

    /// Groups recipients by equal edits.
    ///
    /// - Complexity: O(recipients × distinct edits).
    public init(_ verdicts: [Verdict]) {
        quarantined = verdicts.indices.filter { verdicts[$0].quarantines }
        var groups: [(edits: HeaderEdits, recipients: [Int])] = []
        for (position, verdict) in verdicts.enumerated() where verdict.disposition == .pass {
            if let known = groups.firstIndex(where: { $0.edits == verdict.edits }) {
                groups[known].recipients.append(position)
            } else {
                groups.append((verdict.edits, [position]))
            }
        }
        deliveries = groups.map { Delivery(recipients: $0.recipients, edits: $0.edits) }
    }
}
