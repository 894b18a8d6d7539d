/// The encoding of values that XFORWARD and the DSN parameters carry: `+` and two hex digits for an octet.
///
/// Source: RFC 3461 §4.
public enum XText {
    /// Decodes; what is no `+` with two hex digits stays as it is, for some clients do not encode.
    public static func decoded(_ source: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        var index = source.startIndex
        while index < source.endIndex {
            if source[index] == 0x2B, index + 2 < source.endIndex, let high = hexDigit(source[index + 1]),
                let low = hexDigit(source[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(source[index])
                index += 1
            }
        }
        return result
    }

    /// Encodes everything but the printable ASCII octets other than `+` and `=`.
    public static func encoded(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        append(encoded: octets.span, to: &result)
        return result
    }

    /// Appends the encoded form.
    public static func append(encoded octets: Span<UInt8>, to result: inout [UInt8]) {
        for index in octets.indices {
            let octet = octets[index]
            if octet > 0x20, octet < 0x7F, octet != 0x2B, octet != 0x3D {
                result.append(octet)
            } else {
                result.append(0x2B)
                result.append(hexDigit(of: octet >> 4))
                result.append(hexDigit(of: octet & 15))
            }
        }
    }

    private static func hexDigit(of value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x41 - 10 + value
    }

    private static func hexDigit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x41 + 10
        case 0x61...0x66: octet - 0x61 + 10
        default: nil
        }
    }
}
