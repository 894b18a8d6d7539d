import MailObject
import Policy
import SMTP

/// The replies to the client, in amavis' words: people grep `relay=… status=sent (250 2.0.0 from MTA(…)`.
struct ReplyWords {
    let id: MailID
    let nextHop: String

    /// One reply per recipient.
    func replies(for outcomes: [Outcome.Recipient], _ verdicts: [Verdict]) -> [Reply] {
        zip(outcomes, verdicts).map(reply)
    }

    private func reply(to outcome: Outcome.Recipient, _ verdict: Verdict) -> Reply {
        switch outcome {
        case .relay(let relay): reply(to: relay)
        case .failed(let what):
            Reply(451, EnhancedCode(4, 5, 0), "Error in processing, id=\(id), \(printable(what))")
        case .untried:
            switch verdict.disposition {
            case .discard:
                Reply(250, EnhancedCode(2, 7, 0), "Ok, discarded, id=\(id) - \(printable(verdict.reason))")
            case .reject:
                Reply(554, EnhancedCode(5, 7, 0), "Reject, id=\(id) - \(printable(verdict.reason))")
            case .tempfail:
                Reply(451, EnhancedCode(4, 5, 0), "Temporary failure, id=\(id), \(printable(verdict.reason))")
            case .pass:
                Reply(451, EnhancedCode(4, 5, 0), "Error in processing, id=\(id), nothing was tried")
            }
        }
    }

    private func reply(to relay: RelayOutcome) -> Reply {
        switch relay {
        case .answered(let reply, let phase): answered(reply, phase)
        case .unreachable(let reason):
            Reply(450, EnhancedCode(4, 4, 1), "\(printable(reason)), MTA(\(nextHop)), id=\(id)")
        case .broken(let phase, let reason):
            Reply(
                450, EnhancedCode(4, 4, 2), "\(printable(reason)) during \(phase.rawValue), MTA(\(nextHop)), id=\(id)")
        }
    }

    /// The next hop's code is kept; its text follows ours. A missing enhanced code is made up as amavis does.
    private func answered(_ reply: Reply, _ phase: RelayPhase) -> Reply {
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
        String(text.unicodeScalars.prefix(400).map { $0.value >= 0x20 && $0.value < 0x7F ? Character($0) : "?" })
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
