/// Takes the line ends out of folded values.
///
/// Source: RFC 5322 §2.2.3.
enum Unfolding {
    /// The bytes of `range` without its line ends and without blanks around it. A CR that ends no line becomes a
    /// space, as in law 4.
    static func unfold(_ source: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        let trimmed = source.trimmed(range)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(trimmed.count)
        var index = trimmed.lowerBound
        while index < trimmed.upperBound {
            let byte = source[index]
            if byte == Byte.cr {
                if index + 1 >= source.count || source[index + 1] != Byte.lf { bytes.append(Byte.space) }
            } else if byte != Byte.lf {
                bytes.append(byte == 0 ? Byte.space : byte)
            }
            index += 1
        }
        return bytes
    }
}
