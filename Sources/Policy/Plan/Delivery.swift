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
    /// Complexity: O(recipients + size of the edits that differ from their predecessor's).
    public init(_ verdicts: [Verdict]) {
        quarantined = verdicts.indices.filter { verdicts[$0].quarantines }
        if verdicts.count == 1 {
            deliveries = verdicts[0].disposition == .pass ? [Delivery(recipients: [0], edits: verdicts[0].edits)] : []
            return
        }
        var groups: [(edits: HeaderEdits, recipients: [Int])] = []
        var places: [HeaderEdits: Int] = [:]
        var last = 0
        for (position, verdict) in verdicts.enumerated() where verdict.disposition == .pass {
            // Most often the edits are the very ones of the recipient before: equal without a look at their bytes.
            if last < groups.count, groups[last].edits == verdict.edits {
                groups[last].recipients.append(position)
            } else if let known = places[verdict.edits] {
                groups[known].recipients.append(position)
                last = known
            } else {
                last = groups.count
                places[verdict.edits] = last
                groups.append((verdict.edits, [position]))
            }
        }
        deliveries = groups.map { Delivery(recipients: $0.recipients, edits: $0.edits) }
    }
}
