public import Glibc
import Synchronization

/// The date as mail writes it: `Tue, 14 Nov 2023 10:20:30 +0100 (CET)`.
///
/// Source: RFC 5322 §3.3.
public enum TraceDate {
    /// The last one made: to ask for the time zone costs a system call, and one second has many messages.
    private static let last = Mutex<(seconds: time_t, text: String)>((.min, ""))

    /// The present moment in local time.
    public static func now() -> String {
        let seconds = time(nil)
        return last.withLock { last in
            if last.seconds != seconds { last = (seconds, text(seconds)) }
            return last.text
        }
    }

    /// `seconds` since 1970 in local time. Day and month names are English whatever the locale: the programs
    /// never call setlocale(3).
    public static func text(_ seconds: time_t) -> String {
        var seconds = seconds
        var parts = tm()
        localtime_r(&seconds, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 80) { buffer in
            let count = strftime(buffer.baseAddress, buffer.count, "%a, %d %b %Y %H:%M:%S %z (%Z)", &parts)
            return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
