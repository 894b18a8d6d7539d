import Glibc

/// Finds the end of the data and takes the transparency dots out, however the network cuts the bytes.
///
/// Only CRLF `.` CRLF ends it. The CRLF before the dot belongs to the content.
///
/// Complexity: O(n) over all calls; nothing is kept but the state.
///
/// Source: RFC 5321 §4.1.1.4, §4.5.2
struct DataScanner {
    private enum State { case lineStart, line, carriageReturn, dot, dotCarriageReturn }
    private var state = State.lineStart

    /// Reads on from `start`; hands runs of content to `content`. Gives the position after the end of the data, or
    /// nil if the end is not among these bytes.
    mutating func scan(
        _ bytes: UnsafeRawBufferPointer, from start: Int, content: (UnsafeRawBufferPointer) -> Void
    ) -> Int? {
        var run = start
        var at = start
        func hand(over end: Int) {
            if end > run { content(UnsafeRawBufferPointer(rebasing: bytes[run..<end])) }
            run = end
        }
        while at < bytes.count {
            switch state {
            case .line:
                guard let base = bytes.baseAddress, let found = memchr(base + at, 0x0D, bytes.count - at) else {
                    at = bytes.count
                    continue
                }
                at = UnsafeRawPointer(found) - base + 1
                state = .carriageReturn
            case .carriageReturn:
                let byte = bytes[at]
                at += 1
                state = byte == 0x0A ? .lineStart : byte == 0x0D ? .carriageReturn : .line
            case .lineStart:
                let byte = bytes[at]
                if byte == 0x2E {
                    hand(over: at)
                    run = at + 1
                    state = .dot
                } else {
                    state = byte == 0x0D ? .carriageReturn : .line
                }
                at += 1
            case .dot:
                let byte = bytes[at]
                if byte == 0x0D {
                    // Held back: content only if no line feed follows.
                    run = at + 1
                    state = .dotCarriageReturn
                } else {
                    state = .line
                }
                at += 1
            case .dotCarriageReturn:
                if bytes[at] == 0x0A {
                    self = DataScanner()
                    return at + 1
                }
                withUnsafeBytes(of: UInt8(0x0D)) { content($0) }
                state = .carriageReturn
            }
        }
        hand(over: at)
        return nil
    }
}
