/// Whether a bzip2 file has an end.
///
/// QUIRK: libclamav calls one that was cut clean, though it could decompress nothing of it.
enum BZip2End {
    /// The bits of π's square root, which mark the end, and stand anywhere, not only where bytes begin.
    private static let mark: UInt64 = 0x1772_4538_5090
    private static let markBits: UInt64 = 0xFFFF_FFFF_FFFF
    /// What may follow the end is a guess.
    private static let searchedBytes = 65_536

    /// Whether the mark stands near the end of the file.
    static func isThere(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var bits: UInt64 = 0
        for byte in bytes.suffix(searchedBytes) {
            for bit in (0..<8).reversed() {
                bits = bits << 1 | UInt64(byte >> UInt8(bit) & 1)
                if bits & markBits == mark { return true }
            }
        }
        return false
    }
}
