/// Brings a file into the form that the mail path would have given it (law 4).
public enum LineEnds {
    /// Each LF becomes CRLF, CRLF stays; a CR that ends no line and a NUL become one space each. `replaced` counts
    /// those two; a lone LF is how files are, and not counted.
    ///
    /// Complexity: O(n); the result is at most twice as long.
    public static func normalized(_ bytes: Span<UInt8>) -> (bytes: [UInt8], replaced: Int) {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 32 + 16)
        var replaced = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case Byte.lf:
                result.append(Byte.cr)
                result.append(Byte.lf)
            case Byte.cr where index + 1 < bytes.count && bytes[index + 1] == Byte.lf:
                result.append(Byte.cr)
                result.append(Byte.lf)
                index += 1
            case Byte.cr, 0:
                result.append(Byte.space)
                replaced += 1
            default:
                result.append(byte)
            }
            index += 1
        }
        return (result, replaced)
    }
}
