import Evidence
import MailObject
import TestSupport
import Testing

@testable import Policy

@Suite("Verdicts by recipient and placement")
struct RecipientSettingsTests {
    private static func trace(_ placement: Placement = .afterQueue, hops: HopCount = HopCount()) -> Trace {
        Trace(
            id: MailID(),
            client: ClientInfo(address: "127.0.0.1", port: 4711, localPort: 10024, helo: "mx.example.org"),
            sessionProtocol: .lmtp, placement: placement, hops: hops, date: "Tue, 14 Nov 2023 10:20:30 +0100 (CET)")
    }

    private static func envelope(_ recipients: [String]) -> Envelope {
        Envelope(
            reversePath: Path("s@example.com"), recipients: recipients.map { Recipient(forwardPath: Path($0)) })
    }

    private static func findings(
        logOdds: Double? = nil, scan: Finding<ScanResult> = .found(.clean),
        reading: Finding<Reading> = .found(Reading())
    ) -> Findings {
        Findings(
            reading: reading, scan: scan,
            bayes: logOdds.map { .found(BayesScore(logOdds: $0, tokenCount: 10, knownTokenCount: 8)) } ?? .notRun,
            replacedOctets: 0, byteCount: 1000)
    }

    private static func table(_ entries: [(String, Double, String?)]) throws -> RecipientTable {
        RecipientTable(
            try entries.map { text, level, tag in
                (try #require(RecipientMatch(text)), RecipientSettings(tag2Level: level, subjectTag: tag))
            })
    }

    private static func status(_ verdict: Verdict) -> String {
        verdict.edits.insertions.first { $0.name == "X-Spam-Status" }
            .map { String(decoding: $0.value, as: UTF8.self) } ?? ""
    }

    @Test("Each recipient is judged by its own level and tag, and equal ones share a transaction")
    func byRecipient() throws {
        let settings = PolicySettings(
            tag2Level: 5, subjectTag: "[spam] ",
            recipients: try Self.table([("strict@example.org", 1, "[S] "), (".lax.example", 9.5, nil)]))
        let names = ["a@example.org", "strict+x@example.org", "b@x.lax.example", "c@example.org", "strict@example.org"]
        // Log-odds of 3.75 are five points.
        let verdicts = Judge(settings: settings)
            .verdicts(for: Self.findings(logOdds: 3.75), envelope: Self.envelope(names), trace: Self.trace())
        #expect(verdicts.map(\.isSpam) == [true, true, false, true, true])
        #expect(verdicts.map(\.category) == [.spam, .spam, .clean, .spam, .spam])
        #expect(verdicts.map(\.edits.subjectTag) == ["[spam] ", "[S] ", nil, "[spam] ", "[S] "])
        #expect(
            verdicts.map { Self.status($0).contains(" required=5 ") || Self.status($0).contains(" required=5\r\n") }
                == [true, false, false, true, false])
        #expect(Self.status(verdicts[1]).hasPrefix("Yes, score=5 required=1"))
        #expect(Self.status(verdicts[2]).hasPrefix("No, score=5 required=9.5"))
        #expect(Set(verdicts.map { $0.score }) == [5])
        #expect(Plan(verdicts).deliveries.map(\.recipients) == [[0, 3], [1, 4], [2]])
    }

    @Test("A table that says what the policy says makes no second transaction")
    func equalSettings() throws {
        let settings = PolicySettings(tag2Level: 5, recipients: try Self.table([("example.org", 5, nil)]))
        let verdicts = Judge(settings: settings)
            .verdicts(
                for: Self.findings(logOdds: 9), envelope: Self.envelope(["a@example.org", "b@example.com"]),
                trace: Self.trace())
        #expect(Plan(verdicts).deliveries.map(\.recipients) == [[0, 1]])
    }

    @Test("Law 5: a thousand recipients get a thousand verdicts in their order")
    func many() throws {
        let settings = PolicySettings(
            recipients: try Self.table((0..<500).map { ("u\($0)@example.org", Double($0), nil) }))
        let names = (0..<1_000).map { "u\($0)+x@example.org" }
        let verdicts = Judge(settings: settings)
            .verdicts(for: Self.findings(logOdds: 0), envelope: Self.envelope(names), trace: Self.trace())
        #expect(verdicts.map(\.tag2Level) == (0..<1_000).map { $0 < 500 ? Double($0) : 5 })
    }

    @Test("Law 9: with recipient tables too, the same findings give the same verdicts", arguments: 0..<20)
    func replay(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let entries: [(String, Double, String?)] = (0..<20).map { number in
            let form = [".d\(number).example", "u\(number)@example.org", "d\(number).example.net"][number % 3]
            return (form, Double.random(in: -3...12, using: &generator), Bool.random(using: &generator) ? "x " : nil)
        }
        let settings = PolicySettings(killLevel: 6, recipients: try Self.table(entries))
        // The order in which a dictionary hashes must not show.
        let again = PolicySettings(killLevel: 6, recipients: try Self.table(entries.reversed()))
        let names = (0..<30).flatMap { ["u\($0)+e@example.org", "x@y.d\($0).example", "z@d\($0).example.net"] }
        let findings = Self.findings(logOdds: Double.random(in: -5...12, using: &generator))
        for placement in Placement.allCases {
            let trace = Self.trace(placement)
            let first = Judge(settings: settings)
                .verdicts(for: findings, envelope: Self.envelope(names), trace: trace)
            let second = Judge(settings: again).verdicts(for: findings, envelope: Self.envelope(names), trace: trace)
            #expect(first == second)
            #expect(Plan(first) == Plan(second))
        }
    }

    // MARK: - Before the queue

    @Test("Before the queue a virus is refused, and no copy is kept")
    func virus() throws {
        let verdict = try #require(
            Judge(settings: PolicySettings())
                .verdicts(
                    for: Self.findings(scan: .found(.infected(["Eicar", "B"]))),
                    envelope: Self.envelope(["a@example.org"]), trace: Self.trace(.beforeQueue)
                ).first)
        #expect(verdict.disposition == .reject)
        #expect(verdict.category == .virus)
        #expect(verdict.reason == "INFECTED: Eicar, B")
        #expect(!verdict.quarantines)
        #expect(!verdict.isLoop)
    }

    @Test("Before the queue spam is refused from the kill level on", arguments: [nil, 4.999, 5, 5.001] as [Double?])
    func kill(level: Double?) throws {
        let verdict = try #require(
            Judge(settings: PolicySettings(tag2Level: 1, killLevel: level))
                .verdicts(
                    for: Self.findings(logOdds: 3.75), envelope: Self.envelope(["a@example.org"]),
                    trace: Self.trace(.beforeQueue)
                ).first)
        let isKilled = (level ?? .infinity) <= 5
        #expect(verdict.disposition == (isKilled ? .reject : .pass))
        #expect(verdict.reason == (isKilled ? "spam" : ""))
        #expect(verdict.category == .spam)
    }

    @Test("What could not be read has no score, and is not refused for one")
    func unread() throws {
        let verdict = try #require(
            Judge(settings: PolicySettings(killLevel: -1000))
                .verdicts(
                    for: Self.findings(reading: .unavailable(reason: "the worker died twice")),
                    envelope: Self.envelope(["a@example.org"]), trace: Self.trace(.beforeQueue)
                ).first)
        #expect(verdict.disposition == .pass)
        #expect(verdict.category == .unchecked)
    }

    private static func anyFindings(_ generator: inout SeededGenerator) -> Findings {
        let scans: [Finding<ScanResult>] = [
            .found(.clean), .found(.infected(["Eicar"])), .found(.incomplete(reason: "encrypted")), .notRun,
            .unavailable(reason: "no database"),
        ]
        var reading = Reading()
        reading.containsGTUBE = Int.random(in: 0..<5, using: &generator) == 0
        return findings(
            logOdds: Int.random(in: 0..<4, using: &generator) == 0
                ? nil : Double.random(in: -12...16, using: &generator),
            scan: scans.randomElement(using: &generator) ?? .notRun,
            reading: Int.random(in: 0..<6, using: &generator) == 0 ? .unavailable(reason: "no worker") : .found(reading)
        )
    }

    private static func anySettings(_ generator: inout SeededGenerator) throws -> PolicySettings {
        PolicySettings(
            tagLevel: Bool.random(using: &generator) ? nil : 2,
            tag2Level: Double.random(in: -5...15, using: &generator), subjectTag: "x ",
            killLevel: Bool.random(using: &generator) ? nil : Double.random(in: -5...15, using: &generator),
            recipients: try table([
                (".lax.example", Double.random(in: -5...15, using: &generator), nil), ("a@example.org", -900, "y "),
            ]),
            onAntivirusFailure: Bool.random(using: &generator) ? .pass : .tempfail)
    }

    @Test("Law 11: after the queue nothing is refused, whatever was found and set", arguments: 0..<200)
    func neverRefused(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let findings = Self.anyFindings(&generator)
        let settings = try Self.anySettings(&generator)
        let verdicts = Judge(settings: settings).verdicts(
            for: findings, envelope: Self.envelope(["a@example.org", "b@lax.example", "c@example.org"]),
            trace: Self.trace(.afterQueue))
        #expect(verdicts.count == 3)
        #expect(verdicts.allSatisfy { $0.disposition != .reject })
    }

    @Test("Before the queue one decision is for all recipients: one reply is", arguments: 0..<200)
    func oneForAll(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 5000)
        let findings = Self.anyFindings(&generator)
        let settings = try Self.anySettings(&generator)
        let verdicts = Judge(settings: settings).verdicts(
            for: findings, envelope: Self.envelope(["a@example.org", "b@lax.example", "c@example.org"]),
            trace: Self.trace(.beforeQueue))
        #expect(Set(verdicts.map(\.disposition)).count == 1)
        #expect(Set(verdicts.map(\.reason)).count == 1)
        #expect(verdicts.allSatisfy { !$0.quarantines && $0.disposition != .discard })
    }

    @Test(
        "A loop ends before and after the queue, but an infected message is not sent back",
        arguments: Placement.allCases)
    func loops(placement: Placement) throws {
        let loop = Self.trace(placement, hops: HopCount(hops: 101, ownHops: 0))
        let verdict = try #require(
            Judge(settings: PolicySettings())
                .verdicts(for: Self.findings(), envelope: Self.envelope(["a@example.org"]), trace: loop).first)
        #expect(verdict.disposition == .reject)
        #expect(verdict.reason == "Too many hops")
        #expect(verdict.isLoop)
        let infected = try #require(
            Judge(settings: PolicySettings())
                .verdicts(
                    for: Self.findings(scan: .found(.infected(["Eicar"]))),
                    envelope: Self.envelope(["a@example.org"]), trace: loop
                ).first)
        #expect(infected.disposition == (placement == .afterQueue ? .discard : .reject))
        #expect(!infected.isLoop)
    }
}
