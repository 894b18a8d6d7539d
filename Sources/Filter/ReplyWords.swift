import MailObject
import Policy
import SMTP

/// The replies to the client, in amavis' words: people grep `relay=… status=sent (250 2.0.0 from MTA(…)`.
struct ReplyWords {
    let id: MailID

    /// One reply per recipient.
    func replies(for outcomes: [Outcome.Recipient], _ verdicts: [Verdict]) -> [Reply] {
        zip(outcomes, verdicts).map(reply)
    }

    private func reply(to outcome: Outcome.Recipient, _ verdict: Verdict) -> Reply {
        switch outcome {
        case .relay(let relay, let nextHop): reply(to: relay, by: nextHop)
        case .deliveredBefore(let queueID):
            Reply(
                250, EnhancedCode(2, 0, 0),
                "Ok, id=\(id), delivered before" + (queueID.isEmpty ? "" : ", queued as \(printable(queueID))"))
        case .inProgress:
            Reply(451, EnhancedCode(4, 5, 0), "Temporary failure, id=\(id), another attempt is in progress")
        case .reported(let refusal, let isSent):
            Reply(
                250, EnhancedCode(2, 5, 0),
                "Ok, id=\(id), DSN \(isSent ? "was sent" : "suppressed") (\(printable(refusal)))")
        case .failed(let what):
            Reply(451, EnhancedCode(4, 5, 0), "Error in processing, id=\(id), \(printable(what))")
        case .untried:
            switch verdict.disposition {
            case .discard:
                Reply(250, EnhancedCode(2, 7, 0), "Ok, discarded, id=\(id) - \(printable(verdict.reason))")
            case .reject:
                verdict.isLoop
                    ? Reply(554, EnhancedCode(5, 4, 6), "Reject: \(printable(verdict.reason)), id=\(id)")
                    : Reply(554, EnhancedCode(5, 7, 0), "Reject, id=\(id) - \(printable(verdict.reason))")
            case .tempfail:
                Reply(451, EnhancedCode(4, 5, 0), "Temporary failure, id=\(id), \(printable(verdict.reason))")
            case .pass:
                Reply(451, EnhancedCode(4, 5, 0), "Error in processing, id=\(id), nothing was tried")
            }
        }
    }

    private func reply(to relay: RelayOutcome, by nextHop: String) -> Reply {
        switch relay {
        case .answered(let reply, let phase): answered(reply, phase, nextHop)
        case .unreachable(let reason):
            Reply(450, EnhancedCode(4, 4, 1), "\(printable(reason)), MTA(\(nextHop)), id=\(id)")
        case .broken(let phase, let reason):
            Reply(
                450, EnhancedCode(4, 4, 2), "\(printable(reason)) during \(phase.rawValue), MTA(\(nextHop)), id=\(id)")
        }
    }

    /// The next hop's code is kept; its text follows ours. A missing enhanced code is made up as amavis does.
    private func answered(_ reply: Reply, _ phase: RelayPhase, _ nextHop: String) -> Reply {
        // Only 2yz, 4yz and 5yz can end a transaction; anything else is the next hop's mistake, and ours to retry.
        guard reply.isPositive && phase == .dot || reply.isTransient || reply.isPermanent else {
            return Reply(
                451, EnhancedCode(4, 5, 0), "From MTA(\(nextHop)) during \(phase.rawValue) (\(reply.code)): id=\(id)")
        }
        let enhanced = reply.enhanced ?? EnhancedCode(reply.code / 100, phase.enhancedSubject, 0)
        let original = "\(reply.code) " + (reply.enhanced.map { "\($0) " } ?? "") + reply.lines.joined(separator: " ")
        let prefix = reply.isPositive ? "" : "id=\(id), "
        return Reply(reply.code, enhanced, "\(prefix)from MTA(\(nextHop)): \(printable(original))")
    }

    private func printable(_ text: String) -> String {
        // Nearly all text is fit to be said as it is.
        if text.utf8.count <= 400, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        return String(
            text.unicodeScalars.prefix(400).map { $0.value >= 0x20 && $0.value < 0x7F ? Character($0) : "?" })
    }
}

extension RelayPhase {
    /// The second number of an enhanced code where the next hop gave none: amavis' choice by command.
    fileprivate var enhancedSubject: Int {
        switch self {
        case .mail, .rcpt: 1
        case .data, .content: 5
        case .dot: 6
        case .connect, .ehlo, .xforward: 4
        }
    }
}
