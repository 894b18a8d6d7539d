import Glibc
import Synchronization

/// Numbers the log lines as amavis does: process id and a count, `(28311-02)`.
final class LogSerials: Sendable {
    private let count = Atomic<Int>(0)

    /// The next one.
    func next() -> String {
        let number = count.add(1, ordering: .relaxed).newValue
        let process = String(getpid())
        let zeros = String(repeating: "0", count: max(0, 5 - process.count))
        return "\(zeros)\(process)-\(number < 10 ? "0" : "")\(number)"
    }
}
