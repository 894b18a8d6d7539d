/// HZ, which iconv lacks: GB 2312 in seven bits between `~{` and `~}`.
///
/// Source: RFC 1843.
enum HZ {
    /// The same text as eight-bit GB 2312.
    static func gb2312(_ bytes: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var shifted = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            switch (byte, next) {
            case (0x7E, 0x7B):
                shifted = true
                index += 2
            case (0x7E, 0x7D):
                shifted = false
                index += 2
            case (0x7E, 0x7E) where !shifted:
                result.append(0x7E)
                index += 2
            case (0x7E, 0x0A) where !shifted:
                index += 2
            case (0x0A, _):
                shifted = false
                result.append(byte)
                index += 1
            case (0x21...0x7E, 0x21...0x7E) where shifted:
                result.append(byte | 0x80)
                result.append(next | 0x80)
                index += 2
            default:
                result.append(byte)
                index += 1
            }
        }
        return result
    }
}
