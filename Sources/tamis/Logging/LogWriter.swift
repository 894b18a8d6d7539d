import Dispatch
import Filter
import Glibc
import Logging
import Synchronization

/// Writes lines in order on a queue of its own, at most 10,000 waiting; further ones are dropped and counted.
final class LogWriter: Sendable {
    private static let waitingLimit = 10_000
    private let queue = DispatchQueue(label: "tamis.log")
    private let waiting = Atomic<Int>(0)
    private let dropped = Atomic<Int>(0)
    private let isJournal: Bool

    /// Whether priorities are written depends on the descriptor being the journal's, which systemd tells in
    /// `JOURNAL_STREAM`.
    init() {
        isJournal = getenv("JOURNAL_STREAM") != nil
    }

    func write(_ message: String, level: Logger.Level) {
        guard waiting.load(ordering: .relaxed) < Self.waitingLimit else {
            dropped.add(1, ordering: .relaxed)
            return
        }
        waiting.add(1, ordering: .relaxed)
        queue.async {
            self.put(message, level: level)
            self.waiting.subtract(1, ordering: .relaxed)
            let lost = self.dropped.exchange(0, ordering: .relaxed)
            if lost > 0 { self.put("\(lost) log lines dropped: standard error does not keep up", level: .error) }
        }
    }

    /// Waits until everything written so far is out; called before the program ends.
    func flush() {
        queue.sync {}
    }

    /// One line a record: a line end inside would forge another one.
    static func oneLine(_ message: String) -> String {
        String(String.UnicodeScalarView(message.unicodeScalars.map { $0.movesTheCursor ? " " : $0 }))
    }

    private func put(_ message: String, level: Logger.Level) {
        let line = Self.oneLine(message)
        let prefix = isJournal ? "<\(level.priority)>" : "\(LogTime.now()) \(level.rawValue): "
        StandardError.write("\(prefix)\(line)\n")
    }
}

extension Logger.Level {
    /// syslog's number for it.
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

extension Unicode.Scalar {
    /// Control characters of both blocks and the line separators: by scalars, for CR LF is one character of a string.
    fileprivate var movesTheCursor: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }
}
