/// The time of the journal, in seconds: a clock that does not jump.
///
/// Rows are pruned by age, and a wall clock that is wrong for a minute (a machine that starts without its time server, a
/// hand that slips) must not age them by years. So the wall clock is looked at once, when the database is opened, and
/// then believed only so far as it is neither before the last row nor more than half the keeping time after it. From
/// there on the journal counts its own ticks; a machine that sleeps or is busy makes it late, which keeps rows longer.
struct JournalClock {
    /// Ticks of a second.
    static let ticksPerSecond = 4

    /// The end of the year 9999.
    private static let latest = 253_402_300_799

    private var base: Int
    private var ticks = 0

    /// Starts from the wall clock's seconds, until the database is opened.
    init(wall: Int) {
        base = wall
    }

    /// Now.
    var now: Int { base + ticks / Self.ticksPerSecond }

    /// A tick has passed.
    mutating func tick() { ticks += 1 }

    /// Sets the clock after the database was opened.
    ///
    /// - Parameters:
    ///   - lastRow: the time of the row last inserted; nil where there is none.
    ///   - keep: how long rows are kept, in seconds.
    mutating func set(lastRow: Int?, keep: Int) {
        // A time out of all reason comes from a damaged page.
        guard let lastRow, (0...Self.latest).contains(lastRow) else { return }
        base = max(lastRow, min(now, lastRow + keep / 2))
        ticks = 0
    }
}
