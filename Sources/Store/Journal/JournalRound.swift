import Policy

/// What the writer takes from the desk for one round.
struct JournalRound {
    /// The keys of all attempts that begin.
    var keys: [JournalKey]
    /// What the database has to be asked about.
    var unread: [JournalKey]
    /// Whether there is anything to write, or to try.
    var writes: Bool
    /// Whether the database is to be opened and written; a failing one is tried once a second.
    var tries: Bool
    var wasFailing: Bool
    var isDamaged: Bool
    var isReplaced: Bool
    var isConnectionSuspect: Bool
    var isLast: Bool
}

extension JournalDesk {
    /// Takes all that waits.
    mutating func beginRound() -> JournalRound {
        isRung = false
        isWorking = true
        ticksAtWork = 0
        taken = waiting
        waiting = []
        let keys = taken.flatMap(\.begun)
        let wasFailing = status.failure != nil
        let tries = !wasFailing || isTryDue || isClosing
        if tries {
            isTryDue = false
            ticksSinceTry = 0
        }
        return JournalRound(
            keys: keys, unread: ledger.unread(among: keys),
            writes: !taken.isEmpty || ledger.hasChanges || wasFailing, tries: tries, wasFailing: wasFailing,
            isDamaged: isDamaged, isReplaced: isReplaced, isConnectionSuspect: isConnectionSuspect, isLast: isClosing)
    }

    /// Notes that the database cannot be used.
    ///
    /// - Returns: what to report, if that is news.
    mutating func fail(_ error: StoreError) -> String? {
        status.failure = error
        defer { isFailureReported = true }
        return isFailureReported ? nil : "\(error); until it can be used, deliveries are remembered in memory"
    }

    /// Notes that the database was written.
    ///
    /// - Returns: what to report, if that is news.
    mutating func recover(path: String) -> String? {
        status.failure = nil
        isConnectionSuspect = false
        defer { isFailureReported = false }
        return isFailureReported ? "\(path): can be used again" : nil
    }
}
