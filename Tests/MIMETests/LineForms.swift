import MIME

/// The two forms in which every law is tried.
enum LineForms {
    /// How large the largest hostile inputs are: a tenth where the compiler does not optimise.
    #if DEBUG
        static let hugeHeader = 5_000_000
    #else
        static let hugeHeader = 50_000_000
    #endif

    /// As the mail path would have it (law 4).
    static func crlf(_ bytes: [UInt8]) -> [UInt8] {
        LineEnds.normalized(bytes.span).bytes
    }

    /// CRLF to LF, with nothing else changed.
    static func withoutCR(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated()
        where byte != 0x0D || index + 1 == bytes.count || bytes[index + 1] != 0x0A {
            result.append(byte)
        }
        return result
    }
}
