import Evidence
import MIME
import MailObject
import Policy

extension ScoreAnswer {
    /// What a command shows of one judged message.
    init(findings: Findings, verdict: Verdict, strongest: [WeighedToken]) {
        let reading = findings.reading.result ?? Reading()
        // The message is scored for one recipient.
        let bayes = findings.ownBayes[0].map { .found($0) } ?? findings.bayes
        category = verdict.category.logName.lowercased()
        isSpam = verdict.isSpam
        score = verdict.score
        required = verdict.tag2Level
        tests = verdict.symbols.map { Test(name: $0.name, points: $0.score, detail: $0.detail) }
        self.bayes = Bayes(
            probability: bayes.result?.probability, unavailable: bayes.unavailableReason,
            tokens: reading.tokens.count, knownTokens: bayes.result?.knownTokenCount ?? 0,
            strongest: strongest)
        antivirus = Antivirus(findings.scan)
        messageID = reading.messageID
        from = reading.from
        subject = reading.subject
        defects = reading.defects.map(\.name)
        attachments = reading.attachments.map {
            Attachment(
                names: $0.names, declaredType: $0.declaredType, detectedType: $0.detectedType, bytes: $0.byteCount)
        }
        let archives = findings.archives.result ?? ArchiveListing()
        archivedFiles = ArchivedFile.all(in: archives, of: reading.attachments)
        archiveObstacles = archives.obstacles
        urls = reading.urls.map(\.text)
        // Our Received field tells of a hand-over, and here there is none.
        fields = verdict.edits.insertions.filter { $0.name != "Received" }.map {
            String(decoding: $0.bytes.dropLast(2), as: UTF8.self).replacing("\r\n", with: "\n")
        }
    }
}

extension ScoreAnswer.Antivirus {
    fileprivate init(_ scan: Finding<ScanResult>) {
        switch scan {
        case .found(.clean): self.init(status: "clean", viruses: [], reason: nil)
        case .found(.infected(let names, _)): self.init(status: "infected", viruses: names, reason: nil)
        case .found(.incomplete(let reason)): self.init(status: "incomplete", viruses: [], reason: reason)
        case .found(.encrypted(let reason)): self.init(status: "encrypted", viruses: [], reason: reason)
        case .notRun: self.init(status: "off", viruses: [], reason: nil)
        case .unavailable(let reason): self.init(status: "unavailable", viruses: [], reason: reason)
        }
    }
}
