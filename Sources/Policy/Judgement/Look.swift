import Evidence
import MIME

/// How far the message could be looked at, and what the scanner found (law 10).
struct Look {
    /// The viruses found.
    let viruses: [String]
    /// What kept some of the message from being looked at, in words; empty when all of it was seen or nobody was
    /// asked to look.
    let obstacles: [String]
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
        switch findings.reading {
        case .found(let reading):
            let hiding = reading.defects.filter(\.hidesContent)
            if !hiding.isEmpty { obstacles.append("unread: " + hiding.map(\.name).joined(separator: ", ")) }
        case .unavailable(let reason): obstacles.append("reading: " + reason)
        case .notRun: break
        }
        self.viruses = viruses
        self.obstacles = obstacles
        wasScanned = isComplete
        scannerFailed = findings.scan.unavailableReason != nil
    }
}
