/// Holds what has arrived and cuts command lines out of it.
///
/// A line ends with LF, and a CR before it is taken away: Postfix takes a bare LF in commands too. (Data is another
/// matter: there only CRLF `.` CRLF counts.)
///
/// - Complexity: O(n) over all calls.
struct CommandLineReader: Sendable {
    enum Line: Hashable, Sendable {
        case complete([UInt8])
        /// Over the limit; it has been dropped up to its end.
        case tooLong
        /// So long that its end was not waited for.
        case endless
    }

    private var bytes: [UInt8] = []
    private var start = 0
    /// Up to here there is no LF.
    private var scanned = 0
    private var discarded = 0

    var pendingCount: Int { bytes.count - start }
    var isEmpty: Bool { pendingCount == 0 && discarded == 0 }

    mutating func append(_ more: Span<UInt8>) {
        if start > 0, start == bytes.count || start > 1 << 16 { compact() }
        more.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// The next whole line, or the news that there is none to come.
    mutating func next() -> Line? {
        while scanned < bytes.count {
            if bytes[scanned] == 0x0A {
                var end = scanned
                let count = discarded + end - start
                if end > start, bytes[end - 1] == 0x0D { end -= 1 }
                let line = Array(bytes[start..<end])
                consume(scanned + 1 - start)
                discarded = 0
                return count > ServerSession.maximumLineOctets ? .tooLong : .complete(line)
            }
            scanned += 1
            if scanned - start > ServerSession.maximumLineOctets {
                discarded += scanned - start
                start = scanned
            }
            if discarded + scanned - start > ServerSession.maximumDiscardedOctets { return .endless }
        }
        if start == bytes.count { compact() }
        return nil
    }

    /// Takes out all that is pending, as content.
    mutating func takePending() -> [UInt8] {
        defer {
            bytes = []
            start = 0
            scanned = 0
        }
        return start == 0 ? bytes : Array(bytes[start...])
    }

    private mutating func consume(_ count: Int) {
        start += count
        scanned = start
    }

    private mutating func compact() {
        bytes.removeSubrange(..<start)
        scanned -= start
        start = 0
    }
}
