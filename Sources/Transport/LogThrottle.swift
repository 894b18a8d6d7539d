import Synchronization

/// Bounds how often one kind of trouble is logged: a flood of clients must not become a flood of lines.
///
/// Ten lines a minute are written in full; the first one of the next minute says how many were left out.
public final class LogThrottle: Sendable {
    private struct State {
        var windowEnd: ContinuousClock.Instant?
        var written = 0
        var leftOut = 0
    }

    private let lines: Int
    private let window: Duration
    private let state = Mutex(State())

    /// Makes a throttle that lets `lines` through in each `window`.
    public init(lines: Int = 10, window: Duration = .seconds(60)) {
        self.lines = lines
        self.window = window
    }

    /// Whether a line is to be written now.
    ///
    /// - Returns: what to append to it: nothing, or how many were left out before it; nil to leave this one out too.
    public func admit(now: ContinuousClock.Instant = .now) -> String? {
        state.withLock { state in
            if state.windowEnd.map({ now >= $0 }) ?? true {
                state.windowEnd = now + window
                state.written = 0
            }
            guard state.written < lines else {
                state.leftOut += 1
                return nil
            }
            state.written += 1
            defer { state.leftOut = 0 }
            return state.leftOut == 0 ? "" : " (\(state.leftOut) more such lines were left out)"
        }
    }
}
