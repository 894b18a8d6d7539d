import Dispatch
import Glibc
import Logging

/// Writes log lines to standard error, where systemd's journal picks them up.
///
/// Under systemd each line starts with its priority, `<6>`; elsewhere with the time. A thread of its own writes
/// them: a journal that stalls must not hold up mail between the next hop's 2xx and ours (law 1). What cannot be
/// kept in order meanwhile is counted, not waited for.
struct StandardErrorLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    private let label: String
    private let writer: LogWriter

    init(label: String, writer: LogWriter) {
        self.label = label
        self.writer = writer
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        writer.write("\(event.message)", level: event.level)
    }
}
