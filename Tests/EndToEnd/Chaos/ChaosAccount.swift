import Foundation
import TestSupport

/// Where every delivery of a run has ended.
struct ChaosAccount {
    /// One message for one address.
    struct Delivery: Hashable {
        let id: String
        let recipient: String
    }

    /// Messages and deliveries (a message for one recipient) that Postfix had taken from the sender.
    private(set) var sentMessages = 0
    private(set) var sent = 0
    /// Found in the mailbox, in quarantine, in Postfix' queue; refused by the next hop for good. Each as often as it
    /// was sent at most.
    private(set) var delivered = 0
    private(set) var quarantined = 0
    private(set) var queued = 0
    private(set) var refused = 0
    /// Found nowhere.
    private(set) var lost: [Delivery] = []
    /// Found once more than sent, and why that could not be helped.
    private(set) var explained: [(delivery: Delivery, fault: String)] = []
    /// Found once more than sent, without an excuse.
    private(set) var unexplained: [Delivery] = []
    /// Viruses in a mailbox.
    private(set) var viruses: [Delivery] = []
    /// Messages in a mailbox whose content is not what was sent.
    private(set) var altered: [Delivery] = []
    /// Refused for good although the next hop never said so.
    private(set) var bouncedByUs: [String] = []
    /// Refused for good, but the sender was not told.
    private(set) var untold: [Delivery] = []
    /// How often Postfix put a delivery off.
    private(set) var retries = 0

    private let run: ChaosRun
    private let log: String
    private let attempts: [String: [HopTransaction]]
    private let kills: [SupervisedTamis.Kill]

    /// Takes stock of a run that is over.
    init(of run: ChaosRun, sent mails: [ChaosMail]) async throws {
        self.run = run
        log = run.postfix.log
        kills = run.tamis.kills
        attempts = Dictionary(grouping: run.hop.transactions.filter { $0.identifier != nil }) { $0.identifier ?? "" }
        let postfix = PostfixLog(log)
        retries = postfix.deferrals

        let mailbox = try mailbox(mails)
        let held = try quarantine()
        let waiting = try await run.postfix.queueListing().reduce(into: [Delivery: Int]()) { sum, entry in
            for recipient in entry.recipients {
                sum[Delivery(id: postfix.messages[entry.queueID] ?? "", recipient: recipient), default: 0] += 1
            }
        }
        let bounced = postfix.bounces.reduce(into: [Delivery: Int]()) { sum, bounce in
            guard bounce.reason.contains(HopFault.mark) else { return }
            sum[Delivery(id: bounce.message, recipient: bounce.recipient), default: 0] += 1
        }
        bouncedByUs = postfix.bounces.map(\.reason).filter { !$0.contains(HopFault.mark) }

        sentMessages = mails.count
        for mail in mails {
            for (recipient, expected) in mail.expected {
                let delivery = Delivery(id: mail.id, recipient: recipient)
                sent += expected
                let copies = mailbox.copies[delivery] ?? 0
                let kept = held[delivery] ?? []
                let places = [copies, kept.count, bounced[delivery] ?? 0, waiting[delivery] ?? 0]
                settle(delivery, expected, places, kept)
                if mail.isVirus, copies > 0 { viruses.append(delivery) }
                if !mail.sender.isEmpty, (bounced[delivery] ?? 0) > 0, !mailbox.told.contains(delivery) {
                    untold.append(delivery)
                }
            }
        }
    }

    private mutating func mailbox(_ mails: [ChaosMail]) throws -> (copies: [Delivery: Int], told: Set<Delivery>) {
        let known = Dictionary(uniqueKeysWithValues: mails.map { ($0.id, $0) })
        var copies: [Delivery: Int] = [:]
        var told: Set<Delivery> = []
        for file in run.postfix.deliveredFiles {
            let mail = try ArrivedMail(file)
            if let notice = mail.notice {
                told.formUnion(notice.recipients.map { Delivery(id: notice.id, recipient: $0) })
            } else {
                let delivery = Delivery(id: mail.id ?? "?", recipient: mail.recipient)
                copies[delivery, default: 0] += 1
                let isWhole = known[delivery.id].map { mail.endsWith(Data($0.content)) } ?? false
                if !isWhole { altered.append(delivery) }
            }
        }
        return (copies, told)
    }

    /// The times at which the copies for each delivery were written.
    private func quarantine() throws -> [Delivery: [Date]] {
        let folder = URL(filePath: run.tamis.folder.path + "/quarantine")
        let keys: [URLResourceKey] = [.isRegularFileKey, .contentModificationDateKey]
        let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: keys)
        var held: [Delivery: [Date]] = [:]
        for case let file as URL in walk ?? FileManager.DirectoryEnumerator() {
            let values = try file.resourceValues(forKeys: Set(keys))
            guard values.isRegularFile == true else { continue }
            let mail = try ArrivedMail(file)
            for recipient in mail.envelopeRecipients {
                held[Delivery(id: mail.id ?? "?", recipient: recipient), default: []]
                    .append(values.contentModificationDate ?? .distantPast)
            }
        }
        return held
    }

    /// Counts each delivery to the first places that have it; what is over is there twice.
    private mutating func settle(_ delivery: Delivery, _ expected: Int, _ places: [Int], _ kept: [Date]) {
        var missing = expected
        func take(_ count: Int) -> Int {
            let taken = min(count, missing)
            missing -= taken
            return taken
        }
        delivered += take(places[0])
        quarantined += take(places[1])
        refused += take(places[2])
        queued += take(places[3])
        lost += Array(repeating: delivery, count: missing)

        let extra = places.reduce(0, +) - expected
        guard extra > 0 else { return }
        let excuses = excuses(for: delivery, kept: kept)
        for number in 0..<extra {
            if number < excuses.count {
                explained.append((delivery, excuses[number]))
            } else {
                unexplained.append(delivery)
            }
        }
    }

    /// One for each copy of which Tamis could not know, or could not remember, that it was taken.
    private func excuses(for delivery: Delivery, kept: [Date]) -> [String] {
        let ofHop = (attempts[delivery.id] ?? []).flatMap { attempt -> [String] in
            guard let excuse = excuse(for: attempt) else { return [] }
            return attempt.recipients.filter { $0 == delivery.recipient }.map { _ in excuse }
        }
        let ofQuarantine = kept.filter { time in
            kills.contains { $0.date >= time && $0.date < time.addingTimeInterval(1) }
        }
        return ofHop + ofQuarantine.map { _ in "the daemon was killed within 1 s of the copy in quarantine" }
    }

    private func excuse(for attempt: HopTransaction) -> String? {
        guard attempt.mayBeTaken, let passedOn = attempt.dotPassedOn else { return nil }
        // The daemon that began the transaction is the one that was killed after that.
        let kill = kills.first {
            $0.dead > attempt.begun && $0.instant < (attempt.replyPassedBack ?? .now) + .seconds(1)
        }
        guard let passedBack = attempt.replyPassedBack else {
            if let fault = attempt.fault, fault.phase == .dot { return fault.description }
            let isKilled = kill.map { $0.instant < passedOn + .seconds(10) } ?? false
            return "dot: the connection broke before the reply was passed back" + (isKilled ? " (daemon killed)" : "")
        }
        let lock = run.journalLocks.first { $0.from < passedBack && passedBack < $0.to + .seconds(1) }
        if let lock, kills.contains(where: { $0.instant > passedBack && $0.instant < lock.to + .seconds(1) }) {
            return "the daemon was killed while the journal was locked"
        }
        if let kill {
            let milliseconds = Int((kill.instant - passedBack) / .milliseconds(1))
            return milliseconds < 0
                ? "the daemon \(kill.manner) \(-milliseconds) ms before the reply to the final dot"
                : "the daemon \(kill.manner) \(milliseconds) ms after the reply to the final dot"
        }
        return nil
    }

    /// What both logs say about a delivery, for a failure.
    func story(of delivery: Delivery) -> String {
        var queueIDs: Set<Substring> = []
        let lines = log.split(separator: "\n").filter { line in
            let parts = line.split(separator: ": ", maxSplits: 2)
            guard parts.count == 3 else { return false }
            if parts[2].contains("message-id=<\(delivery.id)@") { queueIDs.insert(parts[1]) }
            return queueIDs.contains(parts[1])
        }
        let ours = run.tamis.log.split(separator: "\n").filter { $0.contains("<\(delivery.id)@chaos.") }
        let hop = (attempts[delivery.id] ?? []).filter { $0.recipients.contains(delivery.recipient) }.map { attempt in
            let deaths = kills.map { Int(($0.instant - attempt.begun) / .milliseconds(1)) }.filter { abs($0) < 10_000 }
            return "\(attempt), kills after its begin (ms): \(deaths)"
        }
        return (["\(delivery)"] + hop + (lines.suffix(60) + ours.suffix(30)).map(String.init)).joined(separator: "\n  ")
    }
}
