import Policy

/// What is known of the equal deliveries of one key.
///
/// The client keeps a copy until it has seen the 2yz for it. So an attempt with n copies, where some attempt had asked
/// for `wanted`, comes from a client that is done with `wanted − n` of them. Of the `delivered` ones at least
/// `delivered − (wanted − n)` are among the n, and these are not delivered again. Both numbers may be too low (a crash,
/// a database that could not be read); as long as no `wanted` is forgotten while its `delivered` is kept, that makes a
/// duplicate and never a loss.
struct JournalRow: Equatable {
    /// The most equal copies that one attempt asked for.
    var wanted = 0
    /// Copies known to have been delivered, at most `wanted`.
    var delivered = 0
    /// Copies not known to have been delivered, of which an attempt ended in the dark.
    var unknown = 0
    /// Attempts at work in this process.
    var active = 0
    /// What the last delivery was noted with.
    var note = ""

    /// Attempts whose end is not known; after a crash all of them are unknown.
    var begun: Int { unknown + active }

    /// Whether a retry would be answered anything but `fresh`.
    var isWorthKeeping: Bool { delivered > 0 || begun > 0 }

    init() {}

    /// Far more copies than an envelope holds; a number beyond it comes from a damaged page.
    private static let mostCopies = 1 << 20

    /// What the database holds: nobody in this process is at work on it, or the row would be in memory. Any numbers are
    /// taken.
    init(wanted: Int, delivered: Int, begun: Int, note: String) {
        self.wanted = min(max(wanted, 0), Self.mostCopies)
        self.delivered = min(max(delivered, 0), self.wanted)
        unknown = min(max(begun, 0), self.wanted - self.delivered)
        self.note = note
    }

    /// Begins an attempt with `copies` equal recipients.
    ///
    /// - Returns: a record for each in RCPT order.
    mutating func begin(copies: Int) -> [JournalRecord] {
        wanted = max(wanted, copies)
        let done = min(copies, max(0, delivered - (wanted - copies)))
        let busy = min(active, copies - done)
        let doubtful = min(unknown, copies - done - busy)
        let fresh = copies - done - busy - doubtful
        active += doubtful + fresh
        return Array(repeating: .delivered(note), count: done) + Array(repeating: .inProgress, count: busy)
            + Array(repeating: .unknown, count: doubtful) + Array(repeating: .fresh, count: fresh)
    }

    /// Ends the attempt at one copy. An end that nothing was begun for changes nothing.
    mutating func end(_ outcome: JournalOutcome) {
        guard active > 0 else { return }
        active -= 1
        switch outcome {
        case .delivered(let text):
            delivered = min(delivered + 1, wanted)
            note = String(text.prefix(64))
        case .notDelivered: break
        case .unknown: unknown += 1
        }
        unknown = min(unknown, wanted - delivered)
    }

    /// Adds what the database knew when it could not be asked.
    ///
    /// A copy delivered since may be one that had been delivered before, so the numbers are not added up.
    mutating func absorb(_ stored: JournalRow) {
        wanted = max(wanted, stored.wanted)
        if stored.delivered > delivered { note = stored.note }
        delivered = max(delivered, stored.delivered)
        unknown = min(max(unknown, stored.unknown), wanted - delivered)
    }
}
