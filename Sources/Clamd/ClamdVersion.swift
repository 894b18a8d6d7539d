import Glibc

/// What clamd says of itself and of its signatures.
public struct ClamdVersion: Hashable, Sendable {
    /// Its name and version: `ClamAV 1.4.6`.
    public let engine: String
    /// The version of the official daily database; empty where it has none.
    public let databaseVersion: String
    /// When that was made, in seconds since 1970; nil where it has none.
    public let databaseTime: Int?

    /// Reads the answer to VERSION, without the NUL at its end; nil if it is none.
    ///
    ///     S: ClamAV 1.4.6/27801/Tue Nov 24 09:27:45 2026\0
    ///
    /// The time is in clamd's own time zone, which is taken to be ours: it is wanted to a day.
    public init?(reply: [UInt8]) {
        guard reply.count < 256, reply.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
        let parts = String(decoding: reply, as: UTF8.self).split(separator: "/", omittingEmptySubsequences: false)
        guard let engine = parts.first, engine.hasPrefix("ClamAV ") else { return nil }
        self.engine = String(engine)
        guard parts.count == 3, Int(parts[1]) != nil else {
            (databaseVersion, databaseTime) = ("", nil)
            return
        }
        databaseVersion = String(parts[1])
        databaseTime = Self.time(parts[2])
    }

    /// Reads a time as ctime(3) writes it.
    private static func time(_ text: Substring) -> Int? {
        let fields = text.split(separator: " ")
        let clock = fields.count == 5 ? fields[3].split(separator: ":").compactMap { Int32($0) } : []
        guard clock.count == 3, let month = months.firstIndex(of: fields[1]), let day = Int32(fields[2]),
            let year = Int32(fields[4]), (1990...9999).contains(year)
        else { return nil }
        var time = tm()
        (time.tm_year, time.tm_mon, time.tm_mday) = (year - 1_900, Int32(month), day)
        (time.tm_hour, time.tm_min, time.tm_sec) = (clock[0], clock[1], clock[2])
        time.tm_isdst = -1
        return mktime(&time)
    }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
