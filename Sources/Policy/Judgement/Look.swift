import Evidence
import MIME

/// How far the message could be looked at, and what was found in it (law 10).
struct Look {
    /// The viruses found.
    let viruses: [String]
    /// Signatures that count as points of spam instead.
    let spamSignatures: [(name: String, points: Double)]
    /// The forbidden files found.
    let banned: [BannedFile]
    /// Forbidden files that are only to be logged.
    let wouldBeBanned: [BannedFile]
    /// What kept some of the message from being looked at, in words; empty when all of it was seen or nobody was
    /// asked to look.
    let obstacles: [String]
    /// What is encrypted, in words; empty if nothing is.
    let encrypted: String
    /// What of the message was left out of words and lists, though the virus scanner had it, in words; empty if nothing was.
    let omissions: String
    /// Whether the virus scanner saw the whole message: only then X-Virus-Scanned is true.
    let wasScanned: Bool
    /// Whether the scanner itself failed, so that a later try may go better.
    let scannerFailed: Bool

    init(_ findings: Findings, _ settings: PolicySettings) {
        var isComplete = true
        var obstacles: [String] = []
        var encrypted = ""
        var (names, scan): ([String], _) = ([], findings.scan)
        if case .found(.infected(let found, let besides)) = scan { (names, scan) = (found, besides) }
        let scored = names.map { ($0, VirusPoints.points(for: $0, settings.virusPoints)) }
        viruses = scored.filter { $0.1 == nil }.map(\.0)
        spamSignatures = scored.compactMap { name, points in points.map { (name, $0) } }
        // Beside a virus it does not matter what else was seen.
        if !viruses.isEmpty { scan = .found(.clean) }
        switch scan {
        case .found(.clean), .found(.infected): break
        case .found(.incomplete(let reason)):
            obstacles.append(reason)
            isComplete = false
        case .found(.encrypted(let reason)):
            encrypted = reason
            isComplete = false
        case .notRun: isComplete = false
        case .unavailable(let reason):
            obstacles.append("antivirus: " + reason)
            isComplete = false
        }
        let reading = findings.reading.result ?? Reading()
        let archives = findings.archives.result ?? ArchiveListing()
        let policy = settings.attachments
        // Where nobody looks for viruses or forbidden names, nothing is missing that was not looked at.
        if findings.scan != .notRun || !policy.block.isEmpty {
            if case .unavailable(let reason) = findings.archives {
                if scan.unavailableReason != reason { obstacles.append("archives: " + reason) }
                isComplete = false
            }
            if !archives.obstacles.isEmpty {
                obstacles.append("archives: " + archives.obstacles.joined(separator: ", "))
                isComplete = false
            }
            if encrypted.isEmpty, let place = archives.members.firstIndex(where: \.isEncrypted) {
                encrypted = "encrypted " + archives.path(of: place, in: reading.attachments)
                isComplete = false
            }
        }
        // The scanner had these files, but nobody asked the rules about their names.
        let unnamed = reading.defects.filter { $0 == .tooManyAttachments || $0 == .tooManyAttachmentNames }
        if !policy.block.isEmpty, !unnamed.isEmpty {
            obstacles.append("attachments: " + unnamed.map(\.name).joined(separator: ", "))
        }
        let (hidden, omissions) = Self.defects(of: findings.reading)
        obstacles += hidden
        let found = policy.banned(in: reading, archives: archives)
        banned = policy.logsOnly ? [] : found
        wouldBeBanned = policy.logsOnly ? found : []
        self.obstacles = obstacles
        self.encrypted = encrypted
        self.omissions = omissions
        wasScanned = isComplete
        scannerFailed = scan.unavailableReason != nil
    }

    /// The forbidden files, for header and reply.
    var bannedPaths: String { banned.map(\.path).joined(separator: ", ") }

    /// What the reading says it did not see: what makes the message unchecked, and what does not.
    private static func defects(of reading: Finding<Reading>) -> (obstacles: [String], omissions: String) {
        switch reading {
        case .found(let reading) where reading.defects.isEmpty: return ([], "")
        case .found(let reading):
            let hiding = reading.defects.filter(\.hidesContent)
            var obstacles: [String] = []
            for (word, defects) in [
                ("unread", hiding.filter { !$0.isAmbiguous }), ("ambiguous", hiding.filter(\.isAmbiguous)),
            ] where !defects.isEmpty {
                obstacles.append(word + ": " + defects.map(\.name).joined(separator: ", "))
            }
            let omissions = reading.defects.filter(\.cutsReading).map(\.name)
            return (obstacles, omissions.isEmpty ? "" : "partly read: " + omissions.joined(separator: ", "))
        case .unavailable(let reason): return (["reading: " + reason], "")
        case .notRun: return ([], "")
        }
    }
}
