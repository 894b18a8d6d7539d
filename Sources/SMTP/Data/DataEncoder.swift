/// Turns a content into the octets that follow DATA: adds the transparency dots and the end.
///
/// Law 4 holds on the way out too: a bare CR, a bare LF or a NUL that it is handed becomes one space, so the only
/// CRLF `.` CRLF it can ever give is the last. Takes any split of the content (law 6).
///
/// - Complexity: O(n) over all calls.
///
/// Source: RFC 5321 §4.1.1.4, §4.5.2.
public struct DataEncoder: Sendable {
    private var place = LineScan.Place.lineStart

    /// Starts at the first octet of a content.
    public init() {}

    /// Encodes a chunk and appends to `wire`.
    public mutating func encode(_ chunk: Span<UInt8>, into wire: inout [UInt8]) {
        chunk.withUnsafeBytes { encode($0, into: &wire) }
    }

    /// Appends the end: the CRLF that the content lacks, the final dot, CRLF.
    public mutating func finish(into wire: inout [UInt8]) {
        if place == .carriageReturn { wire.append(0x20) }
        if place != .lineStart { wire.append(contentsOf: [0x0D, 0x0A]) }
        wire.append(contentsOf: [0x2E, 0x0D, 0x0A])
        place = .lineStart
    }

    private mutating func encode(_ bytes: UnsafeRawBufferPointer, into wire: inout [UInt8]) {
        var index = 0
        while index < bytes.count {
            if index > 0, place != .carriageReturn {
                index = LineScan.copyRegular(bytes, from: index, into: &wire, place: &place)
            }
            let end = min(index + LineScan.step, bytes.count)
            while index < end {
                step(bytes[index], into: &wire)
                index += 1
            }
        }
    }

    private mutating func step(_ octet: UInt8, into wire: inout [UInt8]) {
        if place == .carriageReturn {
            if octet == 0x0A {
                wire.append(0x0D)
                wire.append(0x0A)
                place = .lineStart
                return
            }
            wire.append(0x20)
            place = .line
        }
        switch octet {
        case 0x0D:
            place = .carriageReturn
            return
        case 0x0A, 0x00: wire.append(0x20)
        case 0x2E:
            if place == .lineStart { wire.append(0x2E) }
            wire.append(0x2E)
        default: wire.append(octet)
        }
        place = .line
    }
}
