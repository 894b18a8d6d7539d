import MIME

/// The two forms in which every law is tried.
public enum LineForms {
    /// As the mail path would have it (law 4).
    public static func crlf(_ bytes: [UInt8]) -> [UInt8] {
        LineEnds.normalized(bytes.span).bytes
    }

    /// CRLF to LF, with nothing else changed.
    public static func withoutCR(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated()
        where byte != 0x0D || index + 1 == bytes.count || bytes[index + 1] != 0x0A {
            result.append(byte)
        }
        return result
    }
}
