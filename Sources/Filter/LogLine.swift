import Evidence
import MailObject
import Policy
import SMTP

/// The one line a message leaves in the log, in amavis' form: fail2ban, logwatch and monitors read it.
///
/// ```
/// (28311-02) Passed CLEAN {RelayedInbound}, [127.0.0.1]:4711 [192.0.2.1] <s@x> -> <r@y>, Queue-ID: 4ABC,
///  Message-ID: <m@x>, mail_id: DOcPP3TgWZg8, Hits: -1.76, size: 822, queued_as: 079474CE44, 395 ms
/// ```
struct LogLine {
    let serial: String
    let message: ReceivedMessage
    let findings: Findings
    let verdicts: [Verdict]
    let outcome: Outcome
    let milliseconds: Int

    private var worst: Verdict? { verdicts.max { $0.category < $1.category } }
    private var isRelayed: Bool { outcome.recipients.contains(where: \.isRelayed) }

    /// The line, without line end; it holds addresses and ids, never content.
    var text: String {
        var line = "(\(serial)) \(isRelayed ? "Passed" : "Blocked") \(category) {\(actions)}, \(clients) "
        line += "\(message.envelope.reversePath) -> "
        line += message.envelope.recipients.map { $0.forwardPath.description }.joined(separator: ",")
        if let path = outcome.quarantinePath { line += ", quarantine: \(path)" }
        if let ident = message.client.forwarded[.ident] { line += ", Queue-ID: \(shown(ident))" }
        if let id = findings.reading.result?.messageID, !id.isEmpty { line += ", Message-ID: \(shown(id))" }
        line += ", mail_id: \(message.id), Hits: \(worst?.score.map(Points.text) ?? "-"), size: \(findings.byteCount)"
        if !outcome.queuedAs.isEmpty { line += ", queued_as: " + outcome.queuedAs.joined(separator: "/") }
        line += ", \(milliseconds) ms"
        if !reasons.isEmpty { line += ", reason: " + shown(reasons.joined(separator: "; ")) }
        return line
    }

    private var category: String {
        guard let worst else { return "OTHER" }
        if worst.disposition == .pass, !isRelayed { return "MTA-BLOCKED" }
        let names = (worst.viruses.isEmpty ? worst.banned.map(\.path) : worst.viruses).joined(separator: ",")
        return worst.category.logName + (names.isEmpty ? "" : " (\(shown(names)))")
    }

    private var actions: String {
        var actions: [String] = []
        for (verdict, recipient) in zip(verdicts, outcome.recipients) {
            let action = action(verdict, recipient) + "Inbound"
            if !actions.contains(action) { actions.append(action) }
        }
        if outcome.quarantinePath != nil { actions.append("Quarantined") }
        return actions.joined(separator: ",")
    }

    private func action(_ verdict: Verdict, _ recipient: Outcome.Recipient) -> String {
        switch recipient {
        case _ where recipient.isRelayed: verdict.isSpam ? "RelayedTagged" : "Relayed"
        case .relay(.answered(let reply, _), _) where reply.isPermanent: "Rejected"
        case .reported(_, let isSent): isSent ? "Bounced" : "NoBounce"
        case .untried:
            switch verdict.disposition {
            case .discard: "Discarded"
            case .reject: "Rejected"
            case .pass, .tempfail: "TempFailed"
            }
        default: "TempFailed"
        }
    }

    /// Who connected, and the client it speaks for.
    private var clients: String {
        let client = message.client
        let peer = client.address.isEmpty ? "[local]" : "[\(client.address)]:\(client.port)"
        guard let origin = client.forwarded[.address] else { return peer }
        return "\(peer) [\(shown(origin))]"
    }

    /// What is worth a look: why it is unchecked or infected, and what failed on the way out.
    private var reasons: [String] {
        var reasons: [String] = []
        func add(_ reason: String) {
            if !reason.isEmpty, !reasons.contains(reason) { reasons.append(reason) }
        }
        verdicts.forEach {
            add($0.reason)
            add($0.note)
        }
        for recipient in outcome.recipients {
            switch recipient {
            case .failed(let what): add(what)
            case .relay(.unreachable(let reason), _): add(reason)
            case .relay(.broken(let phase, let reason), _): add("\(reason) during \(phase.rawValue)")
            case .relay(.answered(let reply, let phase), _) where !recipient.isRelayed:
                add("next hop said \(reply.code) \(reply.lines.joined(separator: " ")) to \(phase.rawValue)")
            case .deliveredBefore: add("delivered before")
            case .inProgress: add("another attempt is in progress")
            case .reported(let refusal, _): add(refusal)
            case .relay, .untried: break
            }
        }
        if findings.replacedOctets > 0 { add("\(findings.replacedOctets) bare CR, LF or NUL replaced") }
        return reasons
    }

    private func shown(_ text: String) -> String {
        // Nearly all text is fit to be shown as it is.
        if text.utf8.count <= 500, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        return String(
            text.unicodeScalars.prefix(500).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
    }
}
