import Descriptors
import Evidence
import Logging
import MailObject
import Policy
import SMTP
import Synchronization
import TestSupport
import Testing

@testable import Filter

@Suite("Filter")
struct MailFilterTests {
    private static let mail = "X-Spam-Flag: YES\r\nSubject: hello\r\n\r\nbody\r\n"

    private struct Run {
        let replies: [Reply]
        let log: String
    }

    private func message(_ mail: String = mail, to recipients: [String] = ["a@example.org"]) throws -> ReceivedMessage {
        ReceivedMessage(
            id: MailID(),
            client: ClientInfo(
                address: "127.0.0.1", port: 4711, localAddress: "127.0.0.1", localPort: 10024, helo: "mx.example.org",
                forwarded: [.address: "192.0.2.1", .ident: "4B7QX20Ddz1"]),
            sessionProtocol: .lmtp,
            envelope: Envelope(
                reversePath: Path("s@example.com"), recipients: recipients.map { Recipient(forwardPath: Path($0)) }),
            content: try ContentFile.holding(Array(mail.utf8)), replacedOctets: 0, arrival: .now)
    }

    private func run(
        inspection: Inspection? = nil, quarantine: NotingQuarantine = NotingQuarantine(),
        nextHop: NotingNextHop = NotingNextHop(), settings: FilterSettings = FilterSettings(),
        recipients: [String] = ["a@example.org", "b@example.org", "a@example.org"], mail: String = mail
    ) async throws -> Run {
        let lines = LogLines()
        var inspector = FixedInspector()
        if let inspection { inspector.inspection = inspection }
        let filter = MailFilter(
            examiner: Examiner(inspector: inspector, classifier: FixedClassifier()), quarantine: quarantine,
            journal: nil, logger: lines.logger,
            configuration: { _ in FilterConfiguration(settings: settings, nextHop: nextHop) })
        let replies = await filter.handle(try message(mail, to: recipients))
        return Run(replies: replies, log: String((lines.all.last ?? "").drop { $0 != " " }.dropFirst()))
    }

    private func sent(_ transaction: OutgoingTransaction) -> String {
        let bytes = transaction.content.pieces.flatMap { piece in
            switch piece {
            case .bytes(let bytes): bytes
            case .range(let range): transaction.content.file.bytes(in: range)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let infected = Inspection(reading: .found(Reading()), scan: .found(.infected(["Eicar-Test"])))

    @Test("A message is judged and relayed under the configuration it came under, whatever changes meanwhile")
    func oneConfiguration() async throws {
        let (old, new) = (NotingNextHop(), NotingNextHop())
        let current = Mutex(FilterConfiguration(settings: FilterSettings(), nextHop: old))
        let inspector = InterruptedInspector {
            var settings = FilterSettings()
            settings.policy.product = "other"
            current.withLock { $0 = FilterConfiguration(settings: settings, nextHop: new) }
        }
        let filter = MailFilter(
            examiner: Examiner(inspector: inspector, classifier: FixedClassifier()), quarantine: NotingQuarantine(),
            journal: nil, logger: LogLines().logger,
            configuration: { _ in current.withLock { $0 } })
        _ = await filter.handle(try message())
        #expect(new.relayed.withLock { $0.isEmpty })
        #expect(try !sent(#require(old.relayed.withLock { $0.first })).contains("(other, port"))
        _ = await filter.handle(try message())
        #expect(old.relayed.withLock { $0.count } == 1)
        #expect(try sent(#require(new.relayed.withLock { $0.first })).contains("(other, port"))
    }

    @Test("Law 1: a 2xx goes up only for recipients the next hop has taken")
    func onlyAfterNextHop() async throws {
        let nextHop = NotingNextHop { position, _ in
            switch position {
            case 0: .answered(Reply(250, EnhancedCode(2, 0, 0), "Ok: queued as 4ABC"), phase: .dot)
            case 1: .answered(Reply(550, EnhancedCode(5, 1, 1), "User unknown"), phase: .rcpt)
            default: .answered(Reply(452, nil, "Disk full"), phase: .dot)
            }
        }
        let replies = try await run(nextHop: nextHop).replies
        #expect(replies.map(\.code) == [250, 550, 452])
        #expect(replies[0].lines == ["from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4ABC"])
        #expect(replies[1].enhanced == EnhancedCode(5, 1, 1))
        #expect(replies[2].enhanced == EnhancedCode(4, 6, 0))
    }

    @Test(
        "Law 1: trouble of our own or on the way out is 4yz, never 5yz and never 2xx",
        arguments: [
            RelayOutcome.unreachable("Can't connect to [127.0.0.1]:10025"),
            .broken(phase: .dot, reason: "Timed out"), .broken(phase: .mail, reason: "Connection reset"),
            .answered(Reply(250, nil, "Ok"), phase: .rcpt), .answered(Reply(354, nil, "go on"), phase: .dot),
            .answered(Reply(421, EnhancedCode(4, 3, 2), "Bye"), phase: .connect),
        ])
    func fourYZ(outcome: RelayOutcome) async throws {
        let run = try await run(nextHop: NotingNextHop { _, _ in outcome })
        #expect(run.replies.allSatisfy { $0.code / 100 == 4 && $0.enhanced?.classDigit == 4 })
        #expect(run.log.contains(") Blocked MTA-BLOCKED {TempFailedInbound}, "))
    }

    @Test("Law 1: a virus is answered 2xx only after its quarantine copy is kept, and is never relayed")
    func virus() async throws {
        let quarantine = NotingQuarantine()
        let nextHop = NotingNextHop()
        let run = try await run(inspection: Self.infected, quarantine: quarantine, nextHop: nextHop)
        #expect(run.replies.allSatisfy { $0.code == 250 && $0.enhanced == EnhancedCode(2, 7, 0) })
        #expect(run.replies[0].lines[0].hasSuffix(" - INFECTED: Eicar-Test"))
        #expect(nextHop.relayed.withLock { $0.isEmpty })
        let items = quarantine.kept.withLock { $0 }
        #expect(items.count == 1)
        #expect(items.first?.fields.map(\.name).prefix(3) == ["X-Quarantine-ID", "X-Envelope-From", "X-Envelope-To"])
        #expect(run.log.contains(" Blocked INFECTED (Eicar-Test) {DiscardedInbound,Quarantined}, "))
        #expect(run.log.contains(", quarantine: virus-"))
    }

    @Test("Law 1: a quarantine that fails leaves the message with the client")
    func quarantineFails() async throws {
        let run = try await run(inspection: Self.infected, quarantine: NotingQuarantine(isFull: true))
        #expect(run.replies.allSatisfy { $0.code == 451 })
        #expect(run.log.contains("{TempFailedInbound}"))
    }

    @Test("Law 3: what goes out is what came in, but for the fields that are listed")
    func byteExact() async throws {
        let nextHop = NotingNextHop()
        _ = try await run(nextHop: nextHop)
        let text = sent(try #require(nextHop.relayed.withLock { $0.first }))
        #expect(text.hasPrefix("Received: from mx.example.org ([127.0.0.1])\r\n by localhost (localhost [127.0.0.1]) "))
        #expect(text.contains("\r\nX-Spam-Flag: NO\r\n"))
        #expect(!text.contains("X-Spam-Flag: YES"))
        #expect(text.hasSuffix("\r\nSubject: hello\r\n\r\nbody\r\n"))
    }

    @Test("Law 5: recipients keep their positions, duplicates too")
    func positions() async throws {
        let nextHop = NotingNextHop { position, recipient in
            .answered(Reply(250, nil, "\(position) \(recipient.forwardPath)"), phase: .dot)
        }
        let run = try await run(nextHop: nextHop)
        for (position, address) in ["a@example.org", "b@example.org", "a@example.org"].enumerated() {
            #expect(run.replies[position].lines[0].hasSuffix("250 \(position) <\(address)>"))
        }
        #expect(nextHop.relayed.withLock { $0.count } == 1)
    }

    @Test("Law 10: a worker that gives nothing lets the mail pass, unchecked and said so")
    func unavailable() async throws {
        let nextHop = NotingNextHop()
        let nothing = Inspection(reading: .unavailable(reason: "died twice"), scan: .unavailable(reason: "died twice"))
        let run = try await run(inspection: nothing, nextHop: nextHop)
        #expect(run.replies.allSatisfy { $0.code == 250 })
        let text = sent(try #require(nextHop.relayed.withLock { $0.first }))
        #expect(text.contains("X-Amavis-Alert: UNCHECKED, antivirus: died twice; reading: died twice"))
        #expect(!text.contains("X-Virus-Scanned"))
        #expect(!text.contains("X-Spam-Flag: YES"), "a forged verdict goes even when nothing could be read")
        #expect(run.log.contains(" Passed UNCHECKED {RelayedInbound}, "))
        #expect(run.log.contains(", Hits: -, "))
        #expect(run.log.contains(", reason: antivirus: died twice; reading: died twice"))
    }

    @Test("A scanner that fails is answered 4yz where the administrator wants that")
    func tempfail() async throws {
        let nextHop = NotingNextHop()
        let run = try await run(
            inspection: Inspection(reading: .found(Reading()), scan: .unavailable(reason: "no database")),
            nextHop: nextHop, settings: FilterSettings(policy: PolicySettings(onAntivirusFailure: .tempfail)))
        #expect(run.replies.allSatisfy { $0.code == 451 })
        #expect(nextHop.relayed.withLock { $0.isEmpty })
    }

    @Test("The log line has amavis' form")
    func logLine() async throws {
        let log = try await run(recipients: ["r@example.org"]).log
        let form = #/^\(\d{5,}-\d{2,}\) Passed CLEAN {RelayedInbound}, \[127\.0\.0\.1\]:4711 \[192\.0\.2\.1\] /#
        #expect(log.prefixMatch(of: form) != nil)
        #expect(log.contains(" <s@example.com> -> <r@example.org>, Queue-ID: 4B7QX20Ddz1, mail_id: "))
        #expect(log.contains(", Hits: -1.9, size: 42, queued_as: 4ABC, "))
        #expect(log.hasSuffix(" ms"))
    }

    @Test("Nothing that a message or client brings can forge a log line")
    func logInjection() async throws {
        var reading = Reading()
        reading.messageID = "<a@b>\n(1-1) Passed CLEAN"
        let log = try await run(
            inspection: Inspection(reading: .found(reading), scan: .found(.infected(["A\nB"]))),
            recipients: ["x\r\ny@example.org"]
        ).log
        #expect(!log.contains("\n") && !log.contains("\r"))
    }

    @Test("The date is RFC 5322's")
    func date() {
        let form = #/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} 20\d\d \d\d:\d\d:\d\d [+-]\d{4} \([^)]+\)$/#
        #expect(TraceDate.now().wholeMatch(of: form) != nil)
    }
}
