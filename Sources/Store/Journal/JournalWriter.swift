import Dispatch
import Foundation
import GRDB
import Policy
import Synchronization

/// The thread that owns the database: it takes all requests that wait, and notes them in one transaction.
final class JournalWriter: Sendable {
    /// How many ticks a round may take before callers are served from memory: two seconds. A lock is given up earlier,
    /// so this is a disk that stalls.
    static let ticksUntilStuck = 8

    let path: String
    let desk: Mutex<JournalDesk>
    /// Held while a second connection is open, and while the first one is closed: SQLite's last connection deletes the
    /// log by its name.
    let gate = Mutex<Void>(())
    private let bell = DispatchSemaphore(value: 0)
    private let report: @Sendable (String) -> Void

    init(path: String, desk: JournalDesk, report: @escaping @Sendable (String) -> Void) {
        self.path = path
        self.desk = Mutex(desk)
        self.report = report
    }

    /// Changes the desk and wakes the writer.
    func submit(_ change: (inout JournalDesk) -> Void) {
        submitUnlessAbsent { desk, _ in change(&desk) }
    }

    /// Changes the desk and wakes the writer; `change` is told if nobody may wait for it.
    @discardableResult
    func submitUnlessAbsent<Result>(_ change: (inout JournalDesk, JournalDesk.Absence?) -> Result) -> Result {
        let (result, rings) = desk.withLock { desk in
            defer { desk.isRung = true }
            return (change(&desk, desk.absence), !desk.isRung)
        }
        if rings { bell.signal() }
        return result
    }

    /// Works until the journal is closed; the thread's body.
    func run() {
        let file = JournalFile(path: path)
        while true {
            bell.wait()
            // A transaction costs as much for many notes as for one: where nobody waits, let some more come.
            if desk.withLock({ $0.isUnhurried }) { poll(nil, 0, 1) }
            if round(file) { break }
        }
    }

    /// A quarter of a second has passed, more or less.
    ///
    /// - Returns: false when the journal is closed.
    func tick() -> Bool {
        var answers: [JournalDesk.Answer] = []
        var line: String?
        var rings = false
        let goesOn = desk.withLock { desk in
            desk.clock.tick()
            if desk.isWorking {
                desk.ticksAtWork += 1
                if desk.ticksAtWork >= Self.ticksUntilStuck, desk.absence == nil {
                    desk.absence = .stuck
                    answers = desk.settleAll()
                    line = desk.fail(StoreError(path: path, problem: "does not answer", remedy: "see to its disk"))
                }
            } else if desk.status.failure != nil {
                desk.ticksSinceTry += 1
                if desk.ticksSinceTry >= JournalClock.ticksPerSecond {
                    desk.isTryDue = true
                    rings = true
                }
            }
            return !desk.isWriterDone
        }
        for answer in answers { answer.give() }
        if let line { report(line) }
        if rings { submit { _ in } }
        return goesOn
    }

    private func round(_ file: JournalFile) -> Bool {
        let round = desk.withLock { $0.beginRound() }
        var failure: (any Error)?
        var isWriting = false
        if round.tries {
            do {
                try prepare(file, for: round)
                if round.writes {
                    try file.beginWriting(waits: !round.wasFailing)
                    isWriting = true
                }
            } catch {
                failure = error
            }
        }
        var stored: [JournalKey: JournalRow]?
        if file.isOpen {
            do { stored = try file.read(round.unread) } catch { failure = failure ?? error }
        }
        let (rows, time) = desk.withLock { desk in
            if let stored { desk.ledger.read(round.unread, stored: stored) }
            desk.settleTaken()
            return (isWriting && failure == nil ? desk.ledger.takeChanged(first: round.keys) : [], desk.clock.now)
        }
        if isWriting {
            do {
                if failure == nil { try file.write(rows, time: time) }
            } catch {
                failure = error
            }
            if failure != nil { file.abandonWriting() }
        }
        finish(round, written: rows, failure: failure)
        if round.isLast {
            gate.withLock { _ in file.close() }
            desk.withLock { $0.isWriterDone = true }
        }
        return round.isLast
    }

    /// Sees that the right file is open.
    private func prepare(_ file: JournalFile, for round: JournalRound) throws {
        if round.isDamaged || round.isReplaced {
            try gate.withLock { _ in
                desk.withLock { $0.inode = nil }
                if round.isDamaged {
                    let aside = try file.moveAside()
                    report("\(path): is damaged; it is kept as \(aside), and a new journal is begun")
                } else {
                    file.close()
                    report("\(path): was moved or deleted; a new journal is begun")
                }
            }
            desk.withLock { desk in
                desk.isDamaged = false
                desk.isReplaced = false
                desk.ledger.keepAllChanged()
            }
        }
        guard !file.isOpen || round.isConnectionSuspect else { return }
        let opening = try gate.withLock { _ in try file.open() }
        desk.withLock { desk in
            desk.inode = opening.inode
            desk.clock.set(lastRow: opening.lastRow, keep: desk.keepSeconds)
        }
    }

    private func finish(
        _ round: JournalRound, written rows: [(key: JournalKey, row: JournalRow)], failure: (any Error)?
    ) {
        let path = path
        var answers: [JournalDesk.Answer] = []
        var line: String?
        var rings = false
        desk.withLock { desk in
            desk.isWorking = false
            if desk.absence == .stuck { desk.absence = nil }
            if failure != nil { desk.ledger.keepChanged(rows.lazy.map(\.key)) }
            desk.ledger.release(round.keys)
            desk.ledger.release(rows.lazy.map(\.key))
            desk.status.rowsInMemory = desk.ledger.count
            if let failure {
                if failure.isDamage, !desk.isDamaged {
                    desk.isDamaged = true
                    // At once, but if it is damaged again after that, once a second.
                    desk.isTryDue = !round.wasFailing
                    desk.status.failure = StoreError(failure, path: path)
                    rings = true
                } else {
                    line = desk.fail(StoreError(failure, path: path))
                    desk.isConnectionSuspect = !failure.passes
                }
            } else if round.tries, round.writes {
                line = desk.recover(path: path)
                rings = desk.ledger.hasChanges
            }
            if round.isLast { desk.absence = .closed }
            answers = round.isLast ? desk.settleAll() : desk.takeAnswers()
        }
        for answer in answers { answer.give() }
        if let line { report(line) }
        if rings { submit { _ in } }
    }
}

extension Error {
    /// Whether the file itself is bad.
    var isDamage: Bool {
        guard let code = (self as? DatabaseError)?.resultCode else { return false }
        return code == .SQLITE_CORRUPT || code == .SQLITE_NOTADB
    }

    /// Whether the connection is good and something around it has to change: a lock, the room on the disk.
    fileprivate var passes: Bool {
        guard let code = (self as? DatabaseError)?.resultCode else { return false }
        return code == .SQLITE_BUSY || code == .SQLITE_LOCKED || code == .SQLITE_FULL
    }
}
