/// Turns a content into the octets that follow DATA: adds the transparency dots and the end.
///
/// Law 4 holds on the way out too: a bare CR, a bare LF or a NUL that it is handed becomes one space, so the only
/// CRLF `.` CRLF it can ever give is the last. Takes any split of the content (law 6).
///
/// - Complexity: O(n) over all calls.
///
/// Source: RFC 5321 §4.1.1.4, §4.5.2.
public struct DataEncoder: Sendable {
    private enum State {
        case lineStart, line, carriageReturn
    }

    private var state = State.lineStart

    /// Starts at the first octet of a content.
    public init() {}

    /// Encodes a chunk and appends to `wire`.
    public mutating func encode(_ chunk: Span<UInt8>, into wire: inout [UInt8]) {
        chunk.withUnsafeBytes { encode($0, into: &wire) }
    }

    /// Appends the end: the CRLF that the content lacks, the final dot, CRLF.
    public mutating func finish(into wire: inout [UInt8]) {
        if state == .carriageReturn { wire.append(0x20) }
        if state != .lineStart { wire.append(contentsOf: [0x0D, 0x0A]) }
        wire.append(contentsOf: [0x2E, 0x0D, 0x0A])
        state = .lineStart
    }

    private mutating func encode(_ bytes: UnsafeRawBufferPointer, into wire: inout [UInt8]) {
        var index = 0
        while index < bytes.count {
            if index > 0, state != .carriageReturn {
                index = copyRegular(bytes, from: index, into: &wire)
            }
            let end = min(index + LineScan.step, bytes.count)
            while index < end {
                step(bytes[index], into: &wire)
                index += 1
            }
        }
    }

    private mutating func copyRegular(
        _ bytes: UnsafeRawBufferPointer, from start: Int, into wire: inout [UInt8]
    ) -> Int {
        let end = LineScan.regularEnd(in: bytes, from: start)
        guard end > start else { return start }
        switch bytes[end - 1] {
        case 0x0D:
            state = .carriageReturn
            wire.append(contentsOf: bytes[start..<(end - 1)])
        case 0x0A:
            state = .lineStart
            wire.append(contentsOf: bytes[start..<end])
        default:
            state = .line
            wire.append(contentsOf: bytes[start..<end])
        }
        return end
    }

    private mutating func step(_ octet: UInt8, into wire: inout [UInt8]) {
        if state == .carriageReturn {
            if octet == 0x0A {
                wire.append(0x0D)
                wire.append(0x0A)
                state = .lineStart
                return
            }
            wire.append(0x20)
            state = .line
        }
        switch octet {
        case 0x0D:
            state = .carriageReturn
            return
        case 0x0A, 0x00: wire.append(0x20)
        case 0x2E:
            if state == .lineStart { wire.append(0x2E) }
            wire.append(0x2E)
        default: wire.append(octet)
        }
        state = .line
    }
}
