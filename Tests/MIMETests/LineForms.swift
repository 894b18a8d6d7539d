import MIME

/// The two forms in which every law is tried.
enum LineForms {
    /// As the mail path would have it (law 4).
    static func crlf(_ bytes: [UInt8]) -> [UInt8] {
        LineEnds.normalized(bytes.span).bytes
    }

    /// The same with bare LF.
    static func lf(_ bytes: [UInt8]) -> [UInt8] {
        crlf(bytes).filter { $0 != 0x0D }
    }

    /// CRLF to LF, with nothing else changed.
    static func withoutCR(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated()
        where byte != 0x0D || index + 1 == bytes.count || bytes[index + 1] != 0x0A {
            result.append(byte)
        }
        return result
    }
}
