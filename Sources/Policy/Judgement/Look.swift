import Evidence
import MIME

/// How far the message could be looked at, and what the scanner found (law 10).
struct Look {
    /// The viruses found.
    let viruses: [String]
    /// What kept some of the message from being looked at, in words; empty when all of it was seen or nobody was
    /// asked to look.
    let obstacles: [String]
    /// What of the message was left out of words and lists, though the virus scanner had it, in words; empty if nothing was.
    let omissions: String
    /// Whether the virus scanner saw the whole message: only then X-Virus-Scanned is true.
    let wasScanned: Bool
    /// Whether the scanner itself failed, so that a later try may go better.
    let scannerFailed: Bool

    init(_ findings: Findings) {
        var obstacles: [String] = []
        var viruses: [String] = []
        var isComplete = true
        switch findings.scan {
        case .found(.clean): break
        case .found(.infected(let names)): viruses = names
        case .found(.incomplete(let reason)):
            obstacles.append(reason)
            isComplete = false
        case .notRun: isComplete = false
        case .unavailable(let reason):
            obstacles.append("antivirus: " + reason)
            isComplete = false
        }
        var omissions: [String] = []
        switch findings.reading {
        case .found(let reading) where reading.defects.isEmpty: break
        case .found(let reading):
            let hiding = reading.defects.filter(\.hidesContent)
            for (word, defects) in [
                ("unread", hiding.filter { !$0.isAmbiguous }), ("ambiguous", hiding.filter(\.isAmbiguous)),
            ] where !defects.isEmpty {
                obstacles.append(word + ": " + defects.map(\.name).joined(separator: ", "))
            }
            omissions = reading.defects.filter(\.cutsReading).map(\.name)
        case .unavailable(let reason): obstacles.append("reading: " + reason)
        case .notRun: break
        }
        self.viruses = viruses
        self.obstacles = obstacles
        self.omissions = omissions.isEmpty ? "" : "partly read: " + omissions.joined(separator: ", ")
        wasScanned = isComplete
        scannerFailed = findings.scan.unavailableReason != nil
    }
}
