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
        case text(LineScan.Place)
        /// Behind a dot that began a line, and behind the CR after it.
        case dot, dotCarriageReturn
        case finished
    }

    private var state = State.text(.lineStart)
    /// How many bare CR, bare LF and NUL became a space so far.
    public private(set) var replacedOctets = 0

    /// Starts at the first octet after the CRLF of the DATA command.
    public init() {}

    /// Whether the final dot has been seen.
    public var isFinished: Bool {
        if case .finished = state { true } else { false }
    }

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
            if index > 0, case .text(var place) = state, place != .carriageReturn {
                index = LineScan.copyRegular(bytes, from: index, into: &content, place: &place)
                state = .text(place)
            }
            let end = min(index + LineScan.step, bytes.count)
            while index < end {
                step(bytes[index], into: &content)
                index += 1
                if isFinished { return index }
            }
        }
        return index
    }

    private mutating func step(_ octet: UInt8, into content: inout [UInt8]) {
        switch (state, octet) {
        case (.text(.lineStart), 0x2E): state = .dot
        case (.dot, 0x0D): state = .dotCarriageReturn
        case (.dotCarriageReturn, 0x0A): state = .finished
        case (.text(.carriageReturn), 0x0A):
            content.append(0x0D)
            content.append(0x0A)
            state = .text(.lineStart)
        case (.text(.carriageReturn), _), (.dotCarriageReturn, _):
            replace(into: &content)
            stepInLine(octet, into: &content)
        case (.text, _), (.dot, _): stepInLine(octet, into: &content)
        case (.finished, _): break
        }
    }

    private mutating func stepInLine(_ octet: UInt8, into content: inout [UInt8]) {
        state = .text(.line)
        switch octet {
        case 0x0D: state = .text(.carriageReturn)
        case 0x0A, 0x00: replace(into: &content)
        default: content.append(octet)
        }
    }

    private mutating func replace(into content: inout [UInt8]) {
        content.append(0x20)
        replacedOctets += 1
    }
}
