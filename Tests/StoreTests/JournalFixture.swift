import Foundation
import Policy
import Store
import Synchronization
import TestSupport

/// A folder of a test's own with a journal in it, and what the journal reported.
final class JournalFixture: Sendable {
    let folder: TemporaryFolder
    private let lines = Mutex<[String]>([])

    init() throws {
        folder = try TemporaryFolder("journal")
    }

    var path: String { folder.path + "/journal.db" }

    /// What was reported, a line each.
    var reported: [String] { lines.withLock { $0 } }

    func open(_ path: String? = nil, keep: Duration = .seconds(432_000)) -> DeliveryJournal {
        DeliveryJournal(path: path ?? self.path, keep: keep) { line in self.lines.withLock { $0.append(line) } }
    }

    /// Another program that holds the write lock until it is stopped.
    func lock() async throws -> ChildProcess {
        let script = """
            import sqlite3, sys, time
            connection = sqlite3.connect(sys.argv[1], isolation_level=None)
            connection.execute("BEGIN EXCLUSIVE")
            print("locked", flush=True)
            time.sleep(600)
            """
        let process = try ChildProcess(URL(filePath: "/usr/bin/python3"), ["-c", script, path])
        try await eventually("the lock is taken", state: { process.errors }) { process.output.contains("locked") }
        return process
    }
}

extension JournalKey {
    /// A key of its own for each number.
    init(_ number: Int) {
        var generator = SeededGenerator(seed: UInt64(number))
        let octets = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        self.init(digest: octets.span)
    }
}

extension DeliveryJournal {
    /// An attempt at one delivery that succeeds, if it is to be made.
    @discardableResult
    func deliver(_ key: JournalKey, note: String = "4ABC") async -> JournalRecord {
        let record = await begin([key])[0]
        if record == .fresh || record == .unknown { end([(key, .delivered(note))]) }
        return record
    }
}
