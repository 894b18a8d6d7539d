public import Logging
import Synchronization

/// Keeps what is logged: a line each, `warning: so it is`.
public final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    /// An empty log.
    public init() {}

    /// The lines so far.
    public var all: [String] { lines.withLock(\.self) }
    /// The lines so far as one text.
    public var text: String { all.joined(separator: "\n") }
    /// Logs into it, whatever the level.
    public var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    /// How many lines hold a text.
    public func count(of text: String) -> Int { all.count { $0.contains(text) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.lines.withLock { $0.append("\(event.level): \(event.message)") }
        }
    }
}
