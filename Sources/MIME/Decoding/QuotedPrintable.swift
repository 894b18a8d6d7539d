/// Quoted-printable as it comes in mail.
///
/// White space at the end of a line goes; `=` and blanks before a line end join lines; a `=` that nothing fitting
/// follows stays as it is. Line ends stay as they are. Lower-case hex digits count.
///
/// Source: RFC 2045 §6.7.
public enum QuotedPrintable {
    /// Decodes into at most `limit` bytes.
    ///
    /// Complexity: O(n); what needs no decoding is copied eight bytes and more at a time.
    public static func decode(
        _ input: Span<UInt8>, limit: Int = .max
    ) -> (bytes: [UInt8], defects: DefectSet) {
        var defects = DefectSet()
        let capacity = min(max(limit, 0), input.count)
        let bytes = [UInt8](capacity: capacity) { (output: inout OutputSpan<UInt8>) in
            var start = 0
            while start < input.count {
                let feed = input.lineFeed(from: start, to: input.count)
                let next = min(feed + 1, input.count)
                if !decodeLine(input, start, feed, next, &output, &defects) {
                    defects.insert(.decodedTooLarge)
                    return
                }
                start = next
            }
        }
        return (bytes, defects)
    }

    /// Decodes the line whose LF stands at `feed`, or that ends there with the input; false if there is no room.
    private static func decodeLine(
        _ input: Span<UInt8>, _ start: Int, _ feed: Int, _ next: Int, _ output: inout OutputSpan<UInt8>,
        _ defects: inout DefectSet
    ) -> Bool {
        let lineEnd = next > feed && feed > start && input[feed - 1] == Byte.cr ? feed - 1 : feed
        var end = lineEnd
        while end > start, input[end - 1] == Byte.space || input[end - 1] == Byte.tab { end -= 1 }
        // A soft line break takes the line end, and the blanks that stand behind it.
        let isSoft = end > start && input[end - 1] == 0x3D
        if isSoft { end -= 1 }
        var index = start
        while index < end {
            if input[index] != 0x3D {
                let equals = input.first(0x3D, from: index, to: end)
                if !output.append(input, index..<equals) { return false }
                index = equals
                guard index < end else { break }
            }
            if index + 2 < end, let high = Byte.hex(input[index + 1]), let low = Byte.hex(input[index + 2]) {
                guard output.freeCapacity > 0 else { return false }
                output.append(high << 4 | low)
                index += 3
            } else {
                defects.insert(.badQuotedPrintable)
                guard output.freeCapacity > 0 else { return false }
                output.append(0x3D)
                index += 1
            }
        }
        return isSoft || output.append(input, lineEnd..<next)
    }
}

extension OutputSpan<UInt8> {
    /// Copies a range, or as much of it as there is room for; false if that is not all.
    mutating func append(_ source: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let fitting = Swift.min(range.count, freeCapacity)
        guard fitting > 0 else { return range.isEmpty }
        let part = source.extracting(range.lowerBound..<(range.lowerBound + fitting))
        withUnsafeMutableBufferPointer { buffer, count in
            part.withUnsafeBufferPointer { bytes in
                let free = UnsafeMutableBufferPointer(rebasing: buffer[count..<(count + fitting)])
                _ = free.initialize(fromContentsOf: bytes)
            }
            count += fitting
        }
        return fitting == range.count
    }
}
