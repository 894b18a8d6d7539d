import Descriptors
import MailObject
import Policy
import SMTP

extension Execution {
    /// Settles what one reply for all cannot say: the next hop has taken the message for some and refused it for
    /// others. The sender is told of those by a report of our own, as by any MTA that has taken a message; a 2yz is
    /// right only after the next hop has that report (law 1), or will never have it: a report that is refused for good
    /// is dropped, as any report that cannot be delivered, for each further try would send the mail again as well.
    ///
    /// Where some are to be tried again anyway, that comes first.
    mutating func report() async {
        guard message.sessionProtocol != .lmtp else { return }
        let refused = outcome.recipients.indices.filter { outcome.recipients[$0].refusal != nil }
        let isSettled = outcome.recipients.indices.allSatisfy { position in
            let recipient = outcome.recipients[position]
            return recipient.isRelayed || recipient.refusal != nil
                || recipient == .untried && verdicts[position].disposition == .discard
        }
        guard isSettled, !refused.isEmpty, refused.count < outcome.recipients.count else { return }
        let told = DeliveryReport.positionsToTell(
            of: refused, envelope: message.envelope, header: header, verdicts: verdicts)
        let fate = told.isEmpty ? Fate.sent : await send(told)
        if case .refused(let why) = fate { errors.append("report to the sender of \(message.id) is dropped: \(why)") }
        for position in refused {
            guard let refusal = outcome.recipients[position].refusal else { continue }
            let isTold = told.contains(position)
            if isTold, case .failed(let why) = fate {
                outcome.recipients[position] = .failed("report to the sender: \(why)")
            } else {
                outcome.recipients[position] = .reported(refusal: refusal.description, isSent: isTold && fate == .sent)
                end([position], .delivered(""))
            }
        }
    }

    /// What became of a report, and why.
    private enum Fate: Equatable {
        case sent
        /// The next hop will never take it.
        case refused(String)
        case failed(String)
    }

    /// As much of the header as a report copies.
    private var header: [UInt8] { message.content.bytes(in: 0..<DeliveryReport.maximumHeaderBytes) }

    private func send(_ positions: [Int]) async -> Fate {
        let refusals = positions.compactMap { position in
            outcome.recipients[position].refusal.map { reply in
                DeliveryReport.Refusal(
                    recipient: message.envelope.recipients[position],
                    status: reply.enhanced?.description ?? "5.0.0", diagnostic: reply.description)
            }
        }
        let report = DeliveryReport(
            id: message.id, hostname: settings.policy.hostname, product: settings.policy.product,
            envelope: message.envelope, refusals: refusals,
            header: header, date: TraceDate.now(),
            arrivalDate: arrivalDate)
        let file: ContentFile
        do {
            file = try ContentFile.holding(report.content)
        } catch {
            return .failed("\(error)")
        }
        // It is mail of our own, and not what the client's XFORWARD told of.
        var client = message.client
        client.isForwarded = false
        client.forwarded = [:]
        let relayed = await nextHop.relay(
            OutgoingTransaction(
                client: client, envelope: report.envelope,
                content: OutgoingContent(file: file, pieces: [.range(0..<file.byteCount)]), deadline: deadline))
        guard let outcome = relayed.outcomes.first else { return .failed("no outcome") }
        if outcome.isRelayed { return .sent }
        if case .answered(let reply, _) = outcome, reply.isPermanent { return .refused("\(reply)") }
        return .failed("\(outcome)")
    }
}

extension Outcome.Recipient {
    /// The next hop's 5yz.
    fileprivate var refusal: Reply? {
        if case .relay(.answered(let reply, _), _) = self, reply.isPermanent { reply } else { nil }
    }
}
