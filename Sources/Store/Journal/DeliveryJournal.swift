import Foundation
public import Policy
import Synchronization

/// Remembers deliveries in SQLite: one row a key, in a file of its own.
///
/// **What outlives what.** A note outlives this process however it ends (it lies in the system's page cache when
/// ``begin(_:)`` returns). A power failure may take the last notes. No sync stands between a message and its delivery.
/// An attempt that a crash cut off is answered `unknown`, and made again.
///
/// **Trouble.** A database that is locked, full, read-only or gone keeps nobody: one call waits half a second (two where
/// the disk does not even answer), then notes are kept in memory, at most 100,000 beside those at work, and written when
/// the database can be used again; it is tried once a second. What it holds is still read where it can be. A damaged
/// file is moved aside and a new one begun. Each of these is reported once when it begins and once when it ends.
///
/// **Requests share transactions**: one thread takes all that wait and commits them together.
public final class DeliveryJournal: Journal {
    /// The database file.
    public var path: String { writer.path }
    let writer: JournalWriter
    let upkeep: JournalUpkeep

    /// Opens the database, or makes it where there is none; if it cannot, the journal works in memory until it can.
    ///
    /// - Parameters:
    ///   - path: the database file, in a folder that is there.
    ///   - keep: how long a row is remembered, from its first attempt on: as long as a client tries again. Rows are
    ///     deleted a fiftieth of it later at the earliest.
    ///   - report: takes a line, with the path in it, when the database cannot be used and when it can again; called on
    ///     threads of the journal.
    public init(path: String, keep: Duration, report: @escaping @Sendable (String) -> Void) {
        let wall = Int(Date().timeIntervalSince1970)
        writer = JournalWriter(
            path: path, desk: JournalDesk(clock: JournalClock(wall: wall), keep: keep), report: report)
        upkeep = JournalUpkeep(writer: writer)
        let (writer, upkeep) = (writer, upkeep)
        Thread.detachNewThread { writer.run() }
        Thread.detachNewThread { upkeep.run() }
        Thread.detachNewThread {
            repeat { poll(nil, 0, 1_000 / Int32(JournalClock.ticksPerSecond)) } while writer.tick()
        }
        writer.submit { _ in }
    }

    deinit {
        writer.submit { $0.isClosing = true }
    }

    /// How long a row is remembered; may change at any time.
    public var keep: Duration {
        get { writer.desk.withLock { $0.keep } }
        set { writer.desk.withLock { $0.keep = newValue } }
    }

    /// How the journal is, as last seen: asks no disk.
    public var status: JournalStatus { writer.desk.withLock { $0.status } }

    /// Notes that deliveries are about to be made, and tells what is known of them; see ``Journal/begin(_:)``.
    public func begin(_ keys: [JournalKey]) async -> [JournalRecord] {
        if keys.isEmpty { return [] }
        return await withCheckedContinuation { continuation in
            let answer = writer.submitUnlessAbsent { desk, absence in
                guard let absence else {
                    desk.waiting.append(.begin(keys, continuation))
                    return [JournalRecord]?.none
                }
                return absence == .closed ? Array(repeating: .inProgress, count: keys.count) : desk.ledger.begin(keys)
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Notes how attempts ended; returns at once.
    public func end(_ attempts: [(key: JournalKey, outcome: JournalOutcome)]) {
        if attempts.isEmpty { return }
        writer.submitUnlessAbsent { desk, absence in
            switch absence {
            case nil: desk.waiting.append(.end(attempts))
            case .stuck: desk.ledger.end(attempts)
            case .closed: break
            }
        }
    }

    /// Writes what waits and closes the database; blocks the thread meanwhile, three seconds at most. What begins
    /// after it would not be remembered, so it is answered `inProgress`: whoever would hear of it is cut off by then, and
    /// comes again.
    public func close() {
        writer.submit { $0.isClosing = true }
        for _ in 0..<300 where !writer.desk.withLock({ $0.isWriterDone }) { poll(nil, 0, 10) }
    }
}
