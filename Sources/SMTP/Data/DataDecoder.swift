/// Turns the octets after DATA back into the content: finds its end, takes the transparency dots away.
///
/// Only CRLF `.` CRLF ends the data (law 4). A bare CR, a bare LF and a NUL each become one space, so no other
/// octets can be taken for an end here or further on, and what comes out has CRLF line ends only. The CRLF before
/// the final dot belongs to the content. Takes any split and never looks back (law 6).
///
/// - Complexity: O(n) over all calls.
///
/// Source: RFC 5321 §4.1.1.4 (end of data), §4.5.2 (transparency), §2.3.8 (bare CR and LF).
public struct DataDecoder: Sendable {
    private enum State {
        case lineStart, line, carriageReturn, dot, dotCarriageReturn, finished
    }

    private var state = State.lineStart
    /// How many bare CR, bare LF and NUL became a space so far.
    public private(set) var replacedOctets = 0

    /// Starts at the first octet after the CRLF of the DATA command.
    public init() {}

    /// Whether the final dot has been seen.
    public var isFinished: Bool { state == .finished }

    /// Decodes a segment and appends to `content`.
    ///
    /// A CR at the end of the segment is held back until its LF is there or not.
    ///
    /// - Returns: how many octets were read: all of them, fewer only where the data ended.
    public mutating func decode(_ segment: Span<UInt8>, into content: inout [UInt8]) -> Int {
        segment.withUnsafeBytes { decode($0, into: &content) }
    }

    private mutating func decode(_ bytes: UnsafeRawBufferPointer, into content: inout [UInt8]) -> Int {
        var index = 0
        while index < bytes.count {
            if index > 0, state == .line || state == .lineStart {
                index = copyRegular(bytes, from: index, into: &content)
            }
            let end = min(index + LineScan.step, bytes.count)
            while index < end {
                step(bytes[index], into: &content)
                index += 1
                if state == .finished { return index }
            }
        }
        return index
    }

    /// Copies what needs no change; the state is then told by the last octet.
    private mutating func copyRegular(
        _ bytes: UnsafeRawBufferPointer, from start: Int, into content: inout [UInt8]
    ) -> Int {
        let end = LineScan.regularEnd(in: bytes, from: start)
        guard end > start else { return start }
        switch bytes[end - 1] {
        case 0x0D:
            state = .carriageReturn
            content.append(contentsOf: bytes[start..<(end - 1)])
        case 0x0A:
            state = .lineStart
            content.append(contentsOf: bytes[start..<end])
        default:
            state = .line
            content.append(contentsOf: bytes[start..<end])
        }
        return end
    }

    private mutating func step(_ octet: UInt8, into content: inout [UInt8]) {
        switch (state, octet) {
        case (.lineStart, 0x2E): state = .dot
        case (.dot, 0x0D): state = .dotCarriageReturn
        case (.dotCarriageReturn, 0x0A): state = .finished
        case (.carriageReturn, 0x0A):
            content.append(0x0D)
            content.append(0x0A)
            state = .lineStart
        case (.carriageReturn, _), (.dotCarriageReturn, _):
            replace(into: &content)
            stepInLine(octet, into: &content)
        case (.lineStart, _), (.line, _), (.dot, _): stepInLine(octet, into: &content)
        case (.finished, _): break
        }
    }

    private mutating func stepInLine(_ octet: UInt8, into content: inout [UInt8]) {
        state = .line
        switch octet {
        case 0x0D: state = .carriageReturn
        case 0x0A, 0x00: replace(into: &content)
        default: content.append(octet)
        }
    }

    private mutating func replace(into content: inout [UInt8]) {
        content.append(0x20)
        replacedOctets += 1
    }
}
