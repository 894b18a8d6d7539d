import Glibc
import Synchronization

/// A line on the terminal that says how far a long command is; silent where standard error is no terminal.
final class Progress: Sendable {
    private let total: Int?
    private let start = ContinuousClock.now
    private let shown = Mutex<ContinuousClock.Instant?>(nil)
    private let isTerminal = isatty(STDERR_FILENO) == 1

    /// `total` is nil where it cannot be known beforehand.
    init(total: Int?) {
        self.total = total
    }

    /// Shows `done`, at most ten times a second.
    func advance(to done: Int) {
        guard isTerminal else { return }
        let now = ContinuousClock.now
        let isDue = shown.withLock { last in
            if let moment = last, now - moment < .milliseconds(100) { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let rate = Double(done) / max((now - start) / .seconds(1), 0.001)
        var text = "\r\(done)"
        if let total { text += " of \(max(total, done))" }
        text += " messages, \(Int(rate))/s"
        if let total, rate > 0, total > done { text += ", \(Int(Double(total - done) / rate)) s left" }
        StandardError.write(text + "\u{1B}[K")
    }

    /// Takes the line away.
    func finish() {
        if isTerminal { StandardError.write("\r\u{1B}[K") }
    }
}
