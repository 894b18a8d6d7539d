import Foundation
import Policy
import Synchronization
import TestSupport

@testable import Store

/// Twelve clients that deliver as fast as they can, until the process kills itself.
final class JournalLoad: Sendable {
    private let journal: DeliveryJournal
    private let acknowledgements: Int
    private let descriptor: Int32
    private let count = Atomic(0)

    init(folder: String, acknowledgements: Int) {
        journal = DeliveryJournal(path: folder + "/journal.db", keep: .seconds(1_000)) { _ in }
        descriptor = open(folder + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        self.acknowledgements = acknowledgements
    }

    /// Writes a line for each note that was made: the key, and the key whose end was written with it or earlier.
    func run() async {
        let upkeep = journal.upkeep
        detachThread {
            // The log is moved into the database all the while.
            while true { upkeep.pass(JournalUpkeep.Limits(checkpoint: 20_000, forced: 60_000), prunes: true) }
        }
        await withTaskGroup(of: Void.self) { group in
            for client in 0..<12 { group.addTask { await self.deliver(as: client) } }
        }
    }

    private func deliver(as client: Int) async {
        for number in 0..<100_000 {
            let key = client * 100_000 + number
            _ = await journal.begin([JournalKey(key)])
            let line = "\(key) \(number > 0 ? key - 1 : -1)\n"
            _ = line.withCString { write(descriptor, $0, strlen($0)) }
            if count.add(1, ordering: .relaxed).newValue == acknowledgements { kill(getpid(), SIGKILL) }
            journal.end([(JournalKey(key), .delivered("Q\(key)"))])
        }
    }
}
