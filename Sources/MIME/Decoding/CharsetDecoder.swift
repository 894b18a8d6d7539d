/// Turns text in a named charset into UTF-8.
///
/// `Content` brings one with every charset that iconv knows; ``NativeCharsets`` does the three that need no tables.
public protocol CharsetDecoder {
    /// The text as UTF-8; nil if the charset is not known. Bytes that do not belong to it become U+FFFD.
    func utf8(_ bytes: [UInt8], charset: String) -> [UInt8]?
}

/// UTF-8, ASCII and ISO 8859-1, the last read as Windows-1252 as mail programs do.
public struct NativeCharsets: CharsetDecoder, Sendable {
    /// Makes a decoder.
    public init() {}

    /// The text as UTF-8; nil for any other charset.
    ///
    /// Complexity: O(n).
    public func utf8(_ bytes: [UInt8], charset: String) -> [UInt8]? {
        switch charset.lowercased() {
        case "utf-8", "utf8", "us-ascii", "ascii", "ansi_x3.4-1968":
            if NativeCharsets.isASCII(bytes) { return bytes }
            return Array(String(decoding: bytes, as: UTF8.self).utf8)
        case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "windows-1252", "cp1252":
            return NativeCharsets.windows1252(bytes)
        default:
            return nil
        }
    }

    /// Text of an unknown charset: UTF-8 if it is valid as that, else Windows-1252.
    public func guess(_ bytes: [UInt8]) -> [UInt8] {
        if NativeCharsets.isASCII(bytes) || String(validating: bytes, as: UTF8.self) != nil { return bytes }
        return NativeCharsets.windows1252(bytes)
    }

    private static func isASCII(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 < 0x80 }
    }

    private static func windows1252(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 4)
        for byte in bytes {
            switch byte {
            case ..<0x80: result.append(byte)
            case 0x80..<0xA0:
                let scalar = upper[Int(byte) - 0x80]
                if scalar < 0x800 {
                    result.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
                } else {
                    result.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
                    result.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
                }
                result.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
            default:
                result.append(0xC0 | byte >> 6)
                result.append(0x80 | byte & 0x3F)
            }
        }
        return result
    }

    /// 0x80 to 0x9F of Windows-1252; the five without a character stay C1 controls.
    private static let upper: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]
}
