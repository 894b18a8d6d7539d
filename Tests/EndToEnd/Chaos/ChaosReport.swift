import TestSupport

/// The counts of a run, to be read by people.
struct ChaosReport: CustomStringConvertible {
    let run: ChaosRun
    let filterProtocol: PostfixInstance.FilterProtocol
    let account: ChaosAccount
    let took: Duration

    var description: String {
        var lines = [
            "fault suite over \(filterProtocol.rawValue.uppercased()), CHAOS_SEED=\(run.options.seed), "
                + "\(took.components.seconds) s, daemon started \(run.tamis.starts) times",
            row(account.sentMessages, "messages sent"),
            row(account.sent, "deliveries sent (messages times recipients)"),
            row(account.delivered, "delivered"),
            row(account.quarantined, "quarantined"),
            row(account.refused, "refused by the next hop, and bounced"),
            row(account.queued, "still in Postfix' queue"),
            row(account.lost.count, "lost"),
            row(account.unexplained.count, "duplicated"),
            row(account.explained.count, "duplicated where the next hop's 2xx never reached the journal:"),
        ]
        lines += account.explained.map { "             \($0.delivery.id) \($0.delivery.recipient): \($0.fault)" }
        lines += [
            row(account.viruses.count, "viruses in a mailbox"), row(account.altered.count, "altered"),
            row(account.bouncedByUs.count, "bounced without a word of the next hop"),
            row(account.untold.count, "bounced without a notice to the sender"),
            row(account.retries, "times put off by Postfix (retries)"),
            "  faults:",
        ]
        lines += ChaosFault.allCases.map { row(run.faultCounts[$0] ?? 0, $0.rawValue) }
        lines.append("  faults of the next hop, by transaction or connection:")
        lines += run.hop.faultCounts.sorted { $0.key < $1.key }.map { row($0.value, $0.key) }
        return lines.joined(separator: "\n")
    }

    private func row(_ count: Int, _ what: String) -> String {
        let number = "\(count)"
        return String(repeating: " ", count: max(0, 10 - number.count)) + number + "  " + what
    }
}
