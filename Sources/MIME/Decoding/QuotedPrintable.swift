/// Quoted-printable as it comes in mail.
///
/// White space at the end of a line goes; `=` and blanks before a line end join lines; a `=` that nothing fitting
/// follows stays as it is. Line ends stay as they are. Lower-case hex digits count.
///
/// Source: RFC 2045 §6.7.
public enum QuotedPrintable {
    /// Decodes into at most `limit` bytes.
    ///
    /// Complexity: O(n).
    public static func decode(
        _ input: Span<UInt8>, limit: Int = .max
    ) -> (bytes: [UInt8], defects: DefectSet) {
        var defects = DefectSet()
        let capacity = min(max(limit, 0), input.count)
        let bytes = [UInt8](capacity: capacity) { (output: inout OutputSpan<UInt8>) in
            var index = 0
            while index < input.count {
                let byte = input[index]
                if byte == 0x3D {
                    if index &+ 2 < input.count, let high = Byte.hex(input[index &+ 1]),
                        let low = Byte.hex(input[index &+ 2])
                    {
                        guard output.count < capacity else {
                            defects.insert(.decodedTooLarge)
                            return
                        }
                        output.append(high << 4 | low)
                        index &+= 3
                        continue
                    }
                    let next = lineEnd(input, after: index &+ 1)
                    if let next {
                        index = next
                        continue
                    }
                    defects.insert(.badQuotedPrintable)
                } else if byte == Byte.space || byte == Byte.tab {
                    var end = index &+ 1
                    while end < input.count, input[end] == Byte.space || input[end] == Byte.tab { end &+= 1 }
                    if end == input.count || isLineEnd(input, end) {
                        index = end
                        continue
                    }
                    while index < end {
                        guard output.count < capacity else {
                            defects.insert(.decodedTooLarge)
                            return
                        }
                        output.append(input[index])
                        index &+= 1
                    }
                    continue
                }
                guard output.count < capacity else {
                    defects.insert(.decodedTooLarge)
                    return
                }
                output.append(byte)
                index &+= 1
            }
        }
        return (bytes, defects)
    }

    private static func isLineEnd(_ input: Span<UInt8>, _ index: Int) -> Bool {
        input[index] == Byte.lf
            || (input[index] == Byte.cr && index &+ 1 < input.count && input[index &+ 1] == Byte.lf)
    }

    /// Where the line after a soft line break starts, or nil if none is here. The blanks that are looked at once
    /// more, if it is none, are looked at only twice.
    private static func lineEnd(_ input: Span<UInt8>, after start: Int) -> Int? {
        var index = start
        while index < input.count, input[index] == Byte.space || input[index] == Byte.tab { index &+= 1 }
        guard index < input.count else { return index }
        if input[index] == Byte.lf { return index &+ 1 }
        return isLineEnd(input, index) ? index &+ 2 : nil
    }
}
