import Glibc
import Synchronization

/// Keeps some descriptors back for those who cannot do without.
///
/// libdispatch, on which every task runs, looks once a second into a file of /proc for each of its threads, and ends the
/// process if it cannot open one. SQLite and the log need some now and then too. So who makes descriptors by the
/// hundred (connections, contents) asks here, and stops while few are left; should all be used up at once all the same, for
/// the limit has been lowered, the ones kept here are let go.
public final class DescriptorReserve: Sendable {
    /// The reserve of this process.
    public static let shared = DescriptorReserve()

    /// Descriptors below the limit that are left to others.
    static let margin = 4
    /// Descriptors that are held, to be let go. What is under way when they are used up, and does not ask here, may take
    /// dozens: the quarantine's files, the journal's second connection.
    static let spareCount = 32
    /// How long nothing more is made after few were left.
    static let pause = Duration.milliseconds(500)

    private struct State {
        var spares: [Int32] = []
        var shortUntil: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let limit: @Sendable () -> Int

    /// - Parameter limit: how many descriptors there may be now.
    init(limit: @escaping @Sendable () -> Int = DescriptorReserve.systemLimit) {
        self.limit = limit
    }

    deinit {
        state.withLock { state in for spare in state.spares { close(spare) } }
    }

    /// Takes the spare descriptors, as far as there are any; for a program that runs on and on.
    public func fill() {
        state.withLock { fill(&$0) }
    }

    /// How many it holds now.
    var spareCount: Int { state.withLock { $0.spares.count } }

    /// Whether so few descriptors are left that no connection and no content is to be begun.
    public func isShort() -> Bool {
        state.withLock { state in
            if isPausing(&state) { return true }
            let probe = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
            defer { if probe >= 0 { close(probe) } }
            return note(probe, &state)
        }
    }

    /// Whether a descriptor that has just been made, or could not be (-1), was one too many.
    func isTooMany(_ descriptor: Int32) -> Bool {
        state.withLock { isPausing(&$0) || note(descriptor, &$0) }
    }

    private func isPausing(_ state: inout State) -> Bool {
        guard let end = state.shortUntil else { return false }
        if .now < end { return true }
        state.shortUntil = nil
        fill(&state)
        return false
    }

    /// The system gives the lowest number that is free, so a high one says that few are left.
    private func note(_ descriptor: Int32, _ state: inout State) -> Bool {
        guard descriptor < 0 || Int(descriptor) >= limit() - Self.margin else { return false }
        for spare in state.spares { close(spare) }
        state.spares = []
        state.shortUntil = .now + Self.pause
        return true
    }

    /// Takes all of them or none: none where not as many would be left for mail, for the spare ones must not be what few
    /// are left for.
    private func fill(_ state: inout State) {
        guard state.spares.isEmpty else { return }
        let end = limit() - Self.margin
        var taken: [Int32] = []
        var isRoomy = true
        while isRoomy, taken.count < 2 * Self.spareCount {
            let descriptor = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
            if descriptor >= 0 { taken.append(descriptor) }
            isRoomy = descriptor >= 0 && Int(descriptor) < end
        }
        for descriptor in isRoomy ? taken.suffix(Self.spareCount) : taken[...] { close(descriptor) }
        if isRoomy { state.spares = Array(taken.prefix(Self.spareCount)) }
    }

    private static func systemLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
        return Int(clamping: limit.rlim_cur)
    }
}
