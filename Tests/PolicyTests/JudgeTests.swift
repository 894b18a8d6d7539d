import Evidence
import MIME
import MailObject
import Testing

@testable import Policy

@Suite("Judge")
struct JudgeTests {
    private static let trace = Trace(
        id: MailID(), client: ClientInfo(address: "127.0.0.1", port: 4711, localPort: 10024, helo: "mx.example.org"),
        sessionProtocol: .lmtp, date: "Tue, 14 Nov 2023 10:20:30 +0100 (CET)")
    private static let envelope = Envelope(
        reversePath: Path("s@example.com"),
        recipients: ["a@example.org", "b@example.org", "a@example.org"].map { Recipient(forwardPath: Path($0)) })

    private static func findings(
        reading: Finding<Reading> = .found(Reading()), archives: Finding<ArchiveListing> = .notRun,
        scan: Finding<ScanResult> = .found(.clean), logOdds: Double? = nil
    ) -> Findings {
        Findings(
            reading: reading, archives: archives, scan: scan,
            bayes: logOdds.map { .found(BayesScore(logOdds: $0, tokenCount: 10, knownTokenCount: 8)) }
                ?? .unavailable(reason: "needs 100 more ham"),
            replacedOctets: 0, byteCount: 1000)
    }

    private static func verdict(_ findings: Findings, _ settings: PolicySettings = PolicySettings()) throws -> Verdict {
        try #require(Judge(settings: settings).verdicts(for: findings, envelope: envelope, trace: trace).first)
    }

    private static func value(_ name: String, in verdict: Verdict) -> String? {
        verdict.edits.insertions.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    @Test("Law 5: there is one verdict per recipient, duplicates included")
    func onePerRecipient() {
        let verdicts = Judge(settings: PolicySettings())
            .verdicts(for: Self.findings(), envelope: Self.envelope, trace: Self.trace)
        #expect(verdicts.count == 3)
    }

    @Test("A recipient for whom something was learned alone has his own score, and all before the queue one fate")
    func ownScores() throws {
        let own = BayesScore(logOdds: 12, tokenCount: 10, knownTokenCount: 9)
        let findings = Findings(
            reading: .found(Reading()), scan: .found(.clean),
            bayes: .found(BayesScore(logOdds: -9, tokenCount: 10, knownTokenCount: 8)), ownBayes: [1: own],
            replacedOctets: 0, byteCount: 1000)
        let verdicts = Judge(settings: PolicySettings(killLevel: 6))
            .verdicts(for: findings, envelope: Self.envelope, trace: Self.trace)
        #expect(verdicts.map(\.isSpam) == [false, true, false])
        #expect(verdicts.map { $0.symbols.map(\.name) } == [["BAYES_00"], ["BAYES_999"], ["BAYES_00"]])
        #expect(verdicts[0] == verdicts[2])
        #expect(Self.value("X-Spam-Flag", in: verdicts[1]) == "YES")
        let trace = Trace(
            id: Self.trace.id, client: Self.trace.client, sessionProtocol: .lmtp, placement: .beforeQueue,
            date: Self.trace.date)
        let early = Judge(settings: PolicySettings(killLevel: 6))
            .verdicts(for: findings, envelope: Self.envelope, trace: trace)
        #expect(Set(early.map(\.disposition)) == [.pass])
    }

    @Test(
        "Where the administrator says so a virus passes, named in the header",
        arguments: [Placement.afterQueue, .beforeQueue])
    func virusPasses(placement: Placement) throws {
        let trace = Trace(
            id: Self.trace.id, client: Self.trace.client, sessionProtocol: .lmtp, placement: placement,
            date: Self.trace.date)
        let verdict = try #require(
            Judge(settings: PolicySettings(onVirus: .pass)).verdicts(
                for: Self.findings(scan: .found(.infected(["Eicar", "Other"]))), envelope: Self.envelope, trace: trace
            ).first)
        #expect(verdict.category == .virus)
        #expect(verdict.disposition == .pass)
        #expect(!verdict.quarantines)
        #expect(verdict.reason == "INFECTED: Eicar, Other")
        #expect(Self.value("X-Amavis-Alert", in: verdict) == "INFECTED, message contains virus: Eicar, Other")
    }

    private static func carrying(_ names: [String], encrypted: Bool = false) -> Findings {
        var reading = Reading()
        reading.attachments = [
            Attachment(names: ["report.zip"], declaredType: "application/zip", detectedType: "", byteCount: 1)
        ]
        var archives = ArchiveListing()
        archives.members = names.map { ArchiveMember(attachment: 0, name: $0, isEncrypted: encrypted) }
        return findings(reading: .found(reading), archives: .found(archives))
    }

    @Test("A forbidden file is named in header and log, and passes")
    func banned() throws {
        let verdict = try Self.verdict(Self.carrying(["a.txt", "invoice.pdf.exe", "b.js"]))
        #expect(verdict.category == .banned)
        #expect(verdict.disposition == .pass)
        #expect(
            Self.value("X-Amavis-Alert", in: verdict)?.replacing("\r\n", with: "")
                == "BANNED, message contains report.zip/invoice.pdf.exe, report.zip/b.js")
        #expect(verdict.reason == "BANNED: report.zip/invoice.pdf.exe, report.zip/b.js")
        #expect(verdict.symbols.last?.name == "BANNED")
        #expect(
            verdict.symbols.last?.detail
                == "report.zip/invoice.pdf.exe (@executables); report.zip/b.js (@scripts)")
        // Nothing else is held against it.
        #expect(Self.value("X-Virus-Scanned", in: verdict) != nil)
    }

    @Test("Where the administrator says so it is kept: discarded after the queue, refused before")
    func bannedIsKept() throws {
        let settings = PolicySettings(attachments: AttachmentPolicy(onBanned: .quarantine))
        let verdict = try Self.verdict(Self.carrying(["a.exe"]), settings)
        #expect(verdict.disposition == .discard)
        #expect(verdict.quarantines)
        #expect(verdict.reason == "BANNED: report.zip/a.exe")
        let trace = Trace(
            id: Self.trace.id, client: Self.trace.client, sessionProtocol: .esmtp, placement: .beforeQueue,
            date: Self.trace.date)
        let early = try #require(
            Judge(settings: settings).verdicts(for: Self.carrying(["a.exe"]), envelope: Self.envelope, trace: trace)
                .first)
        #expect(early.disposition == .reject)
        #expect(!early.quarantines)
    }

    @Test("Rules on trial are only for the log")
    func logOnly() throws {
        let settings = PolicySettings(attachments: AttachmentPolicy(onBanned: .quarantine, logsOnly: true))
        let verdict = try Self.verdict(Self.carrying(["a.exe"]), settings)
        #expect(verdict.category == .clean)
        #expect(verdict.disposition == .pass)
        #expect(verdict.banned == [])
        #expect(verdict.note == "would be banned: report.zip/a.exe (@executables)")
        #expect(Self.value("X-Amavis-Alert", in: verdict) == nil)
    }

    @Test("What is encrypted has a category, a disposition and a tag of its own")
    func encrypted() throws {
        for findings in [
            Self.carrying(["a.doc"], encrypted: true), Self.findings(scan: .found(.encrypted(reason: "encrypted Zip"))),
        ] {
            let verdict = try Self.verdict(
                findings, PolicySettings(attachments: AttachmentPolicy(encryptedSubjectTag: "[?] ")))
            #expect(verdict.category == .uncheckedEncrypted)
            #expect(verdict.category.logName == "UNCHECKED-ENCRYPTED")
            #expect(verdict.disposition == .pass)
            #expect(verdict.edits.subjectTag == "[?] ")
            #expect(Self.value("X-Amavis-Alert", in: verdict)?.hasPrefix("UNCHECKED, encrypted ") == true)
            #expect(Self.value("X-Virus-Scanned", in: verdict) == nil)
            let kept = try Self.verdict(
                findings, PolicySettings(attachments: AttachmentPolicy(onEncrypted: .quarantine)))
            #expect(kept.disposition == .discard)
            #expect(kept.reason.hasPrefix("UNCHECKED-ENCRYPTED: encrypted "))
        }
    }

    @Test("What could not be unpacked is unchecked, unless nobody wanted to know")
    func notUnpacked() throws {
        var archives = ArchiveListing()
        archives.obstacles = ["cannot unpack ACE"]
        let verdict = try Self.verdict(Self.findings(archives: .found(archives)))
        #expect(verdict.category == .unchecked)
        #expect(verdict.reason == "archives: cannot unpack ACE")
        #expect(Self.value("X-Virus-Scanned", in: verdict) == nil)
        let died = try Self.verdict(Self.findings(archives: .unavailable(reason: "the decoder died")))
        #expect(died.reason == "archives: the decoder died")
        let off = try Self.verdict(
            Self.findings(archives: .found(archives), scan: .notRun),
            PolicySettings(attachments: AttachmentPolicy(block: [])))
        #expect(off.category == .clean)
    }

    @Test(
        "Files whose names no rule was asked about make a message unchecked, where there are rules",
        arguments: [Defect.tooManyAttachments, .tooManyAttachmentNames])
    func unnamed(defect: Defect) throws {
        var reading = Reading()
        reading.defects = [defect]
        let verdict = try Self.verdict(Self.findings(reading: .found(reading)))
        #expect(verdict.category == .unchecked)
        #expect(verdict.reason.contains("attachments: \(defect.name)"))
        // The scanner had them.
        #expect(Self.value("X-Virus-Scanned", in: verdict) != nil)
        let without = try Self.verdict(
            Self.findings(reading: .found(reading)), PolicySettings(attachments: AttachmentPolicy(block: [])))
        #expect(without.category == .clean)
    }

    @Test("Signatures of spam give points; beside a virus they change nothing")
    func virusPoints() throws {
        let rules = ["Sanesecurity.*=4.5"].compactMap(VirusPoints.init)
        let settings = PolicySettings(virusPoints: rules)
        let spam = try Self.verdict(
            Self.findings(scan: .found(.infected(["Sanesecurity.Spam.7.UNOFFICIAL"])), logOdds: 0), settings)
        #expect(spam.category == .spam)
        #expect(spam.disposition == .pass)
        #expect(spam.viruses == [])
        #expect(spam.symbols.contains { $0.name == "AV_SANESECURITY_SPAM_7_UNOFFICIAL" && $0.score == 4.5 })
        #expect(Self.value("X-Virus-Scanned", in: spam) != nil)
        let virus = try Self.verdict(
            Self.findings(scan: .found(.infected(["Sanesecurity.Spam.7", "Eicar"]))), settings)
        #expect(virus.viruses == ["Eicar"])
        #expect(virus.disposition == .discard)
    }

    @Test("Law 10: what is beside a signature of spam counts as if that were not there")
    func besidesVirusPoints() throws {
        var settings = PolicySettings(virusPoints: ["Junk.*=2"].compactMap(VirusPoints.init))
        func verdict(_ besides: Finding<ScanResult>) throws -> Verdict {
            try Self.verdict(
                Self.findings(scan: .found(.infected(["Junk.1"], besides: besides)), logOdds: -9), settings)
        }
        let cut = try verdict(.found(.incomplete(reason: "cannot unpack Zip")))
        #expect(cut.category == .unchecked && cut.reason.contains("cannot unpack Zip"))
        #expect(Self.value("X-Virus-Scanned", in: cut) == nil)
        #expect(try verdict(.found(.encrypted(reason: "encrypted Zip"))).category == .uncheckedEncrypted)
        settings.onAntivirusFailure = .tempfail
        #expect(try verdict(.unavailable(reason: "died twice")).disposition == .tempfail)
    }

    @Test("Law 9: the same findings give the same verdicts")
    func pure() {
        let judge = Judge(settings: PolicySettings())
        let findings = Self.findings(logOdds: 3)
        #expect(
            judge.verdicts(for: findings, envelope: Self.envelope, trace: Self.trace)
                == judge.verdicts(for: findings, envelope: Self.envelope, trace: Self.trace))
    }

    @Test("Ham is clean, says that it was scanned, and carries its score")
    func ham() throws {
        let verdict = try Self.verdict(Self.findings(logOdds: -9))
        #expect(verdict.category == .clean)
        #expect(verdict.disposition == .pass)
        #expect(Self.value("X-Virus-Scanned", in: verdict) == "tamis at localhost")
        #expect(Self.value("X-Spam-Flag", in: verdict) == "NO")
        #expect(Self.value("X-Spam-Status", in: verdict)?.hasPrefix("No, score=-") == true)
        #expect(verdict.symbols.map(\.name) == ["BAYES_00"])
        #expect(verdict.edits.subjectTag == nil)
    }

    @Test("Spam passes tagged: it is never bounced after the queue (law 11)")
    func spam() throws {
        let verdict = try Self.verdict(Self.findings(logOdds: 40), PolicySettings(subjectTag: "***SPAM*** "))
        #expect(verdict.category == .spam)
        #expect(verdict.disposition == .pass)
        #expect(Self.value("X-Spam-Flag", in: verdict) == "YES")
        #expect(verdict.symbols.map(\.name) == ["BAYES_999"])
        #expect(verdict.edits.subjectTag == "***SPAM*** ")
    }

    @Test("GTUBE is spam whatever Bayes says")
    func gtube() throws {
        var reading = Reading()
        reading.containsGTUBE = true
        let verdict = try Self.verdict(Self.findings(reading: .found(reading), logOdds: -20))
        #expect(verdict.isSpam)
        #expect(verdict.symbols.map(\.name) == ["BAYES_00", "GTUBE"])
    }

    @Test("A virus is quarantined and discarded, whatever else was found")
    func virus() throws {
        let verdict = try Self.verdict(Self.findings(scan: .found(.infected(["Eicar", "Other"])), logOdds: 9))
        #expect(verdict.category == .virus)
        #expect(verdict.disposition == .discard)
        #expect(verdict.quarantines)
        #expect(verdict.reason == "INFECTED: Eicar, Other")
    }

    @Test("Law 10: a scanner that could not look is said in header, symbols and reason")
    func scannerUnavailable() throws {
        let findings = Self.findings(scan: .unavailable(reason: "no database in /nowhere"), logOdds: -3)
        let verdict = try Self.verdict(findings)
        #expect(verdict.category == .unchecked)
        #expect(verdict.disposition == .pass)
        #expect(Self.value("X-Virus-Scanned", in: verdict) == nil)
        #expect(Self.value("X-Amavis-Alert", in: verdict) == "UNCHECKED, antivirus: no database in /nowhere")
        #expect(verdict.symbols.last?.name == "UNCHECKED")
        #expect(verdict.symbols.last?.score == 0)
        let strict = try Self.verdict(findings, PolicySettings(onAntivirusFailure: .tempfail))
        #expect(strict.disposition == .tempfail)
    }

    @Test("What cannot be looked into passes unchecked, even where a failing scanner is answered with 4yz")
    func incompleteScan() throws {
        let findings = Self.findings(scan: .found(.incomplete(reason: "encrypted: Heuristics.Encrypted.Zip")))
        let verdict = try Self.verdict(findings, PolicySettings(onAntivirusFailure: .tempfail))
        #expect(verdict.category == .unchecked)
        #expect(verdict.disposition == .pass)
        #expect(Self.value("X-Virus-Scanned", in: verdict) == nil)
    }

    @Test("Law 7: what was not read is unchecked, never clean", arguments: Defect.allCases.filter(\.hidesContent))
    func hiddenContent(defect: Defect) throws {
        var reading = Reading()
        reading.defects = [defect]
        let verdict = try Self.verdict(Self.findings(reading: .found(reading)))
        #expect(verdict.category == .unchecked)
        let word = defect.isAmbiguous ? "ambiguous" : "unread"
        #expect(Self.value("X-Amavis-Alert", in: verdict) == "UNCHECKED, \(word): \(defect.name)")
    }

    @Test("What is ambiguous is told apart from what was not read")
    func ambiguous() throws {
        var reading = Reading()
        reading.defects = [.tooDeep, .duplicateBoundary, .encodedMultipart, .base64Junk]
        let verdict = try Self.verdict(Self.findings(reading: .found(reading)))
        #expect(verdict.reason == "unread: too-deep; ambiguous: duplicate-boundary, encoded-multipart")
    }

    @Test("Law 7: what words and lists leave out is said, and the message is not unchecked for it")
    func partlyRead() throws {
        var reading = Reading()
        reading.defects = Defect.allCases.filter(\.cutsReading).sorted()
        // Where no rule asks for names.
        let verdict = try Self.verdict(
            Self.findings(reading: .found(reading)), PolicySettings(attachments: AttachmentPolicy(block: [])))
        #expect(verdict.category == .clean)
        #expect(verdict.symbols.last?.name == "PARTLY_READ" && verdict.symbols.last?.score == 0)
        #expect(verdict.reason.hasPrefix("partly read: oversized-html, "))
        #expect(Self.value("X-Amavis-Alert", in: verdict) == nil)
        #expect(Defect.allCases.allSatisfy { !$0.cutsReading || !$0.hidesContent })
    }

    @Test("Without a reading there is no score, and the message is unchecked")
    func unread() throws {
        let verdict = try Self.verdict(Self.findings(reading: .unavailable(reason: "the worker died twice")))
        #expect(verdict.score == nil)
        #expect(verdict.category == .unchecked)
        #expect(Self.value("X-Spam-Status", in: verdict)?.hasPrefix("No, score=x ") == true)
    }

    @Test("Antivirus switched off is no alarm and no X-Virus-Scanned")
    func notScanned() throws {
        let verdict = try Self.verdict(Self.findings(scan: .notRun, logOdds: -3))
        #expect(verdict.category == .clean)
        #expect(Self.value("X-Virus-Scanned", in: verdict) == nil)
        #expect(Self.value("X-Amavis-Alert", in: verdict) == nil)
    }

    @Test("Too little learned gives no points and says so")
    func untrained() throws {
        let verdict = try Self.verdict(Self.findings())
        #expect(verdict.score == 0)
        #expect(verdict.symbols == [Symbol(name: "BAYES_UNAVAILABLE", score: 0, detail: "needs 100 more ham")])
    }

    @Test("A forged verdict is deleted, under every name of ours")
    func deletions() throws {
        let edits = try Self.verdict(Self.findings()).edits
        for name in [
            "x-spam-flag", "x-spam-score", "x-spam-level", "x-spam-status", "x-spam-report",
            "x-spam-checker-version", "x-spam-tests", "x-virus-scanned", "x-amavis-alert", "x-amavis-anything",
            "x-quarantine-id",
        ] {
            #expect(edits.deletes(name))
        }
        #expect(!edits.deletes("x-spam"))
        #expect(!edits.deletes("subject"))
    }

    @Test("An alert is folded, printable and bounded")
    func alert() {
        let field = Judge.alert("UNCHECKED, " + String(repeating: "w\u{7}\r\nX: y ", count: 500))
        #expect(field.bytes.count < 800)
        for line in String(decoding: field.bytes, as: UTF8.self).split(separator: "\r\n") {
            #expect(line.utf8.count <= 78)
        }
        #expect(!field.value.contains(7))
    }

    @Test("Received names client, host, protocol and a single recipient")
    func received() throws {
        var client = Self.trace.client
        client.localAddress = "127.0.0.1"
        let trace = Trace(id: Self.trace.id, client: client, sessionProtocol: .esmtp, date: Self.trace.date)
        let settings = PolicySettings(hostname: "spam.example.org")
        let one = trace.field(for: [Recipient(forwardPath: Path("user@example.org"))], settings: settings)
        #expect(
            String(decoding: one.bytes, as: UTF8.self) == """
                Received: from mx.example.org ([127.0.0.1])\r
                 by localhost (spam.example.org [127.0.0.1]) (tamis, port 10024) with ESMTP\r
                 id \(trace.id) for <user@example.org>; Tue, 14 Nov 2023 10:20:30 +0100 (CET)\r

                """)
        let many = trace.field(for: Self.envelope.recipients, settings: settings)
        #expect(!String(decoding: many.bytes, as: UTF8.self).contains("for <"))
    }
}
