/// Whether libclamav sees all of a bzip2 file.
///
/// QUIRK: libclamav calls one that was cut clean, though it could decompress nothing of it; and where several streams
/// follow each other, which are one file to bzip2, it stops after the first.
enum BZip2Stream {
    /// The digits of the square root of π, which mark the end, and stand anywhere, not only where bytes begin.
    private static let endMark: UInt64 = 0x1772_4538_5090
    private static let markBits: UInt64 = 0xFFFF_FFFF_FFFF
    /// What may follow the end is a guess.
    private static let searchedBytes = 65_536
    /// The digits of π, which mark a block: the first one begins four bytes after the stream.
    private static let blockMark: [UInt8] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]

    /// Whether it has one stream, and that an end.
    ///
    /// - Complexity: O(n).
    static func isWhole(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        hasEnd(bytes) && !hasSecondStream(bytes)
    }

    private static func hasEnd(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var bits: UInt64 = 0
        for byte in bytes.suffix(searchedBytes) {
            for bit in (0..<8).reversed() {
                bits = bits << 1 | UInt64(byte >> UInt8(bit) & 1)
                if bits & markBits == endMark { return true }
            }
        }
        return false
    }

    private static func hasSecondStream(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 1
        while index + 10 <= bytes.count {
            if bytes[index] == 0x42, bytes[index + 1] == 0x5A, bytes[index + 2] == 0x68,
                bytes[(index + 4)...].starts(with: blockMark)
            {
                return true
            }
            index += 1
        }
        return false
    }
}
