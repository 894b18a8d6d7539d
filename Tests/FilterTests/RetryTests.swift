import Bayes
import Descriptors
import Evidence
import Logging
import MIME
import MailObject
import Policy
import SMTP
import Store
import Synchronization
import TestSupport
import Testing

@testable import Filter

/// A filter with a real journal, and messages that come to it more than once.
private final class RetryBench: Sendable {
    let folder: TemporaryFolder
    let journal: DeliveryJournal
    let quarantine = NotingQuarantine()
    let nextHop: NotingNextHop
    let lines = LogLines()
    private let inspection: Inspection

    init(
        inspection: Inspection = Inspection(reading: .found(Reading()), scan: .found(.clean)),
        answer: @escaping @Sendable (Int, Recipient) -> RelayOutcome = { _, _ in RetryBench.taken }
    ) throws {
        folder = try TemporaryFolder("retry")
        journal = DeliveryJournal(path: folder.path + "/journal.db", keep: .seconds(3_600), report: { _ in })
        self.inspection = inspection
        nextHop = NotingNextHop(answer: answer)
    }

    deinit { journal.close() }

    static let taken = RelayOutcome.answered(Reply(250, EnhancedCode(2, 0, 0), "Ok: queued as 4ABC"), phase: .dot)
    static let refused = RelayOutcome.answered(Reply(550, EnhancedCode(5, 1, 1), "User unknown"), phase: .rcpt)
    static let deferred = RelayOutcome.answered(Reply(450, EnhancedCode(4, 2, 0), "Try later"), phase: .rcpt)

    /// Hands a message over; gives the replies, one a recipient.
    func send(
        to recipients: [String], over sessionProtocol: SessionProtocol = .lmtp, ident: String? = "4B7QX20Ddz1",
        from sender: String = "s@example.com", placement: Placement = .afterQueue, parameters: [ESMTPParameter] = [],
        content: String = "Subject: hello\r\n\r\nbody\r\n"
    ) async throws -> [Reply] {
        let filter = MailFilter(
            examiner: Examiner(inspector: FixedInspector(inspection: inspection), classifier: FixedClassifier()),
            quarantine: quarantine, journal: journal, logger: lines.logger,
            configuration: { _ in FilterConfiguration(settings: FilterSettings(), nextHop: self.nextHop) })
        let message = ReceivedMessage(
            id: MailID(),
            client: ClientInfo(
                address: "127.0.0.1", port: 4711, localAddress: "127.0.0.1", localPort: 10024,
                forwarded: ident.map { [.ident: $0] } ?? [:]),
            sessionProtocol: sessionProtocol, placement: placement,
            envelope: Envelope(
                reversePath: Path(sender),
                recipients: recipients.map { Recipient(forwardPath: Path($0), parameters: parameters) }),
            content: try ContentFile.holding(Array(content.utf8)), replacedOctets: 0, arrival: .now)
        return await filter.handle(message)
    }

    /// The recipients of each transaction that went out.
    var relayed: [[String]] {
        nextHop.relayed.withLock { transactions in
            transactions.map { $0.envelope.recipients.map { String(decoding: $0.forwardPath.bytes, as: UTF8.self) } }
        }
    }

    /// The content of a transaction.
    func content(_ index: Int) -> String {
        let content = nextHop.relayed.withLock { $0[index].content }
        let bytes = content.pieces.flatMap { piece in
            switch piece {
            case .bytes(let bytes): bytes
            case .range(let range): content.file.bytes(in: range)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

@Suite("Messages that come again")
struct RetryTests {
    @Test("Law 2: Exactly once: a retry delivers what is missing, and answers for all")
    func missing() async throws {
        let attempt = Atomic(0)
        let bench = try RetryBench { _, recipient in
            recipient.forwardPath == Path("b@x") && attempt.load(ordering: .relaxed) == 0
                ? RetryBench.deferred : RetryBench.taken
        }
        #expect(try await bench.send(to: ["a@x", "b@x", "c@x"]).map(\.code) == [250, 450, 250])
        attempt.store(1, ordering: .relaxed)
        // The replies were lost: the client has all three still.
        let again = try await bench.send(to: ["a@x", "b@x", "c@x"])
        #expect(again.map(\.code) == [250, 250, 250])
        #expect(again[0].lines[0].hasSuffix(", delivered before, queued as 4ABC"))
        #expect(bench.relayed == [["a@x", "b@x", "c@x"], ["b@x"]])
        #expect(try await bench.send(to: ["c@x", "b@x"]).map(\.code) == [250, 250])
        #expect(bench.relayed.count == 2)
        #expect(bench.lines.all.last?.contains(" Passed CLEAN {RelayedInbound}, ") == true)
        #expect(bench.lines.all.last?.hasSuffix(", reason: delivered before") == true)
    }

    @Test(
        "Recipients stand or fall together where one reply is for all: over SMTP deferred, before the queue refused too"
    )
    func unity() async throws {
        let bench = try RetryBench()
        _ = try await bench.send(to: ["a@x", "b@x"], over: .lmtp)
        _ = try await bench.send(to: ["a@x", "b@x"], over: .esmtp, ident: "2")
        _ = try await bench.send(to: ["a@x", "b@x"], over: .esmtp, ident: nil, placement: .beforeQueue)
        #expect(bench.nextHop.relayed.withLock { $0.map(\.unity) } == [.none, .deferral, .refusal])
    }

    @Test("Law 2: another content, sender, client's queue id or ORCPT is another delivery; no queue id, no journal")
    func others() async throws {
        let bench = try RetryBench()
        let orcpt = [ESMTPParameter(keyword: "ORCPT", value: Array("rfc822;alias@x".utf8))]
        _ = try await bench.send(to: ["a@x"])
        _ = try await bench.send(to: ["a@x"], content: "Subject: hello\r\n\r\nother\r\n")
        _ = try await bench.send(to: ["a@x"], from: "t@example.com")
        _ = try await bench.send(to: ["a@x"], ident: "4B7QX20Ddz2")
        _ = try await bench.send(to: ["a@x"], parameters: orcpt)
        #expect(bench.relayed.count == 5)
        _ = try await bench.send(to: ["a@x"], parameters: orcpt)
        #expect(bench.relayed.count == 5)
        _ = try await bench.send(to: ["a@x"], ident: nil)
        _ = try await bench.send(to: ["a@x"], ident: nil)
        #expect(bench.relayed.count == 7)
    }

    @Test("Law 2: two equal RCPTs are two deliveries, and each is made once")
    func equalRecipients() async throws {
        let attempt = Atomic(0)
        let bench = try RetryBench { position, _ in
            position == 1 && attempt.load(ordering: .relaxed) == 0 ? RetryBench.deferred : RetryBench.taken
        }
        #expect(try await bench.send(to: ["a@x", "a@x"]).map(\.code) == [250, 450])
        attempt.store(1, ordering: .relaxed)
        // The client has the first one's 250 and comes with the other.
        #expect(try await bench.send(to: ["a@x"]).map(\.code) == [250])
        #expect(bench.relayed == [["a@x", "a@x"], ["a@x"]])
    }

    @Test("Law 2: what a next hop may have is delivered again: a duplicate beats a loss")
    func unknown() async throws {
        let attempt = Atomic(0)
        let bench = try RetryBench { _, _ in
            attempt.load(ordering: .relaxed) == 0 ? .broken(phase: .dot, reason: "Timed out") : RetryBench.taken
        }
        #expect(try await bench.send(to: ["a@x"]).map(\.code) == [450])
        attempt.store(1, ordering: .relaxed)
        #expect(try await bench.send(to: ["a@x"]).map(\.code) == [250])
        #expect(bench.relayed.count == 2)
    }

    @Test("Law 2: while one attempt is at work on a delivery another one is not made")
    func inProgress() async throws {
        let bench = try RetryBench { _, _ in RetryBench.taken }
        let keys = [JournalKey(digest: [UInt8](repeating: 7, count: 16).span)]
        // The journal's own tests have the details; here: what the client hears.
        #expect(await bench.journal.begin(keys) == [.fresh])
        #expect(await bench.journal.begin(keys) == [.inProgress])
        let words = ReplyWords(id: MailID()).replies(
            for: [.inProgress],
            Judge(settings: PolicySettings()).verdicts(
                for: Findings(
                    reading: .found(Reading()), scan: .found(.clean), bayes: .notRun, replacedOctets: 0, byteCount: 1),
                envelope: Envelope(reversePath: Path("s@x"), recipients: [Recipient(forwardPath: Path("a@x"))]),
                trace: Trace(id: MailID(), client: ClientInfo(address: ""), sessionProtocol: .lmtp, date: "")))
        #expect(words.map(\.code) == [451])
        bench.journal.end([(keys[0], .notDelivered)])
    }

    @Test("Law 2: a virus is kept once, however often it comes")
    func quarantine() async throws {
        let infected = Inspection(reading: .found(Reading()), scan: .found(.infected(["Eicar-Test"])))
        let bench = try RetryBench(inspection: infected)
        for _ in 0..<3 {
            let replies = try await bench.send(to: ["a@x", "b@x"])
            #expect(replies.map(\.enhanced) == [EnhancedCode(2, 7, 0), EnhancedCode(2, 7, 0)])
        }
        #expect(bench.quarantine.kept.withLock { $0.count } == 1)
        #expect(bench.relayed.isEmpty)
    }

    @Test("Law 11: before the queue a virus is refused, and no copy is kept")
    func beforeQueue() async throws {
        let infected = Inspection(reading: .found(Reading()), scan: .found(.infected(["Eicar-Test"])))
        let bench = try RetryBench(inspection: infected)
        let replies = try await bench.send(to: ["a@x", "b@x"], over: .esmtp, ident: nil, placement: .beforeQueue)
        #expect(replies.map(\.code) == [554, 554])
        #expect(replies[0].lines[0].hasSuffix(" - INFECTED: Eicar-Test"))
        #expect(bench.quarantine.kept.withLock { $0.isEmpty })
        #expect(bench.relayed.isEmpty)
    }

    @Test("A message that goes round ends with 554 5.4.6")
    func loop() async throws {
        let bench = try RetryBench()
        let hops = String(repeating: "Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n", count: 101)
        let replies = try await bench.send(to: ["a@x"], content: hops + "\r\nbody\r\n")
        #expect(replies.map(\.code) == [554] && replies[0].enhanced == EnhancedCode(5, 4, 6))
        #expect(replies[0].lines[0].hasPrefix("Reject: Too many hops, id="))
        #expect(bench.relayed.isEmpty)
        #expect(bench.lines.all.last?.contains("{RejectedInbound}") == true)
    }
}

@Suite("One reply for all")
struct SingleReplyTests {
    private func bench(reports: @escaping @Sendable () -> RelayOutcome = { RetryBench.taken }) throws -> RetryBench {
        try RetryBench { _, recipient in
            switch recipient.forwardPath {
            case Path("b@x"): RetryBench.refused
            case Path("s@example.com"): reports()
            default: RetryBench.taken
            }
        }
    }

    @Test("Law 1: where some are refused the sender has a report before the 2yz goes up; LMTP needs none")
    func report() async throws {
        let bench = try bench()
        let replies = try await bench.send(to: ["a@x", "b@x"], over: .esmtp)
        #expect(Reply.merged(replies).code == 250)
        #expect(replies[1].lines[0].hasSuffix(", DSN was sent (550 5.1.1 User unknown)"))
        #expect(bench.relayed == [["a@x", "b@x"], ["s@example.com"]])
        let report = bench.nextHop.relayed.withLock { $0[1] }
        #expect(report.envelope.reversePath.isNull)
        #expect(!report.client.isForwarded && report.client.forwarded.isEmpty)
        #expect(bench.content(1).contains("\r\nFinal-Recipient: rfc822; b@x\r\nAction: failed\r\nStatus: 5.1.1\r\n"))
        #expect(bench.content(1).contains("\r\nSubject: hello\r\n"))
        #expect(bench.lines.all.last?.contains("{RelayedInbound,BouncedInbound}") == true)

        // The reply was lost: neither mail nor report go out again.
        #expect(Reply.merged(try await bench.send(to: ["a@x", "b@x"], over: .esmtp)).code == 250)
        #expect(bench.relayed.count == 2)
        #expect(try await bench.send(to: ["a@x", "b@x"], ident: "OTHER").map(\.code) == [250, 550])
    }

    @Test("Law 1: a report that cannot be sent leaves the message with the client")
    func reportFails() async throws {
        let isDown = Atomic(true)
        let bench = try bench { isDown.load(ordering: .relaxed) ? .unreachable("down") : RetryBench.taken }
        #expect(Reply.merged(try await bench.send(to: ["a@x", "b@x"], over: .esmtp)).code == 451)
        isDown.store(false, ordering: .relaxed)
        #expect(Reply.merged(try await bench.send(to: ["a@x", "b@x"], over: .esmtp)).code == 250)
        #expect(bench.relayed == [["a@x", "b@x"], ["s@example.com"], ["b@x"], ["s@example.com"]])
    }

    @Test("Law 2: a report that is refused for good is dropped: the mail is not sent again for its sake")
    func reportIsRefused() async throws {
        let bench = try bench { RetryBench.refused }
        let replies = try await bench.send(to: ["a@x", "b@x"], over: .esmtp, ident: nil)
        #expect(Reply.merged(replies).code == 250)
        #expect(replies[1].lines[0].contains(", DSN suppressed ("))
        #expect(bench.relayed == [["a@x", "b@x"], ["s@example.com"]])
        let lines = bench.lines.all
        #expect(lines.contains { $0.hasSuffix(" is dropped: 550 5.1.1 User unknown") })
    }

    @Test("Law 11: nobody is told of a message from the null sender, and none is told who asked for silence")
    func suppressed() async throws {
        let bench = try bench()
        let replies = try await bench.send(to: ["a@x", "b@x"], over: .esmtp, from: "")
        #expect(Reply.merged(replies).code == 250)
        #expect(replies[1].lines[0].contains(", DSN suppressed ("))
        let never = [ESMTPParameter(keyword: "NOTIFY", value: Array("NEVER".utf8))]
        #expect(Reply.merged(try await bench.send(to: ["a@x", "b@x"], over: .esmtp, parameters: never)).code == 250)
        #expect(bench.relayed == [["a@x", "b@x"], ["a@x", "b@x"]])
    }

    @Test("Where all are refused the client hears it, and where some are to be tried again it hears that first")
    func allOfOneKind() async throws {
        let bench = try bench()
        #expect(Reply.merged(try await bench.send(to: ["b@x", "b@x"], over: .esmtp)).code == 550)
        let mixed = try RetryBench { _, recipient in
            recipient.forwardPath == Path("b@x") ? RetryBench.refused : RetryBench.deferred
        }
        #expect(Reply.merged(try await mixed.send(to: ["a@x", "b@x"], over: .esmtp)).code == 450)
        #expect(bench.relayed.count == 1 && mixed.relayed.count == 1)
    }
}
