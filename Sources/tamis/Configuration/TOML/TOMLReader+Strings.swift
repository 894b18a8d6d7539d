/// Strings.
extension TOMLReader {
    /// Reads `"…"`.
    mutating func readBasicString() throws(TOMLError) -> String {
        let start = cursor
        cursor += 1
        var text: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "\n"), !isAt("\r\n") {
            switch byte {
            case UInt8(ascii: "\""):
                cursor += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text += try readEscape()
            default:
                text.append(try readStringByte())
            }
        }
        throw failure("the string that begins here is not closed", at: start)
    }

    /// Reads `'…'`.
    mutating func readLiteralString() throws(TOMLError) -> String {
        let start = cursor
        cursor += 1
        while let byte = peek, byte != UInt8(ascii: "\n"), !isAt("\r\n") {
            if byte == UInt8(ascii: "'") {
                cursor += 1
                return String(decoding: bytes[start + 1..<cursor - 1], as: UTF8.self)
            }
            _ = try readStringByte()
        }
        throw failure("the string that begins here is not closed", at: start)
    }

    /// Reads `"""…"""` or `'''…'''`. CRLF becomes LF.
    mutating func readMultiLineString(_ quote: UInt8) throws(TOMLError) -> String {
        let start = cursor
        cursor += 3
        var text: [UInt8] = []
        if isAt("\r\n") { cursor += 2 } else { _ = take(UInt8(ascii: "\n")) }
        while let byte = peek {
            if byte == quote {
                let length = bytes[cursor...].prefix(6).prefix { $0 == quote }.count
                cursor += length
                guard length >= 3 else {
                    text += Array(repeating: quote, count: length)
                    continue
                }
                // Up to two quotes may stand before the closing three.
                guard length <= 5 else { throw failure("too many quotes", at: cursor - 1) }
                text += Array(repeating: quote, count: length - 3)
                return String(decoding: text, as: UTF8.self)
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                if !takeLineContinuation() { text += try readEscape() }
            } else if isAt("\r\n") {
                cursor += 1
            } else if byte == UInt8(ascii: "\n") {
                cursor += 1
                text.append(byte)
            } else {
                text.append(try readStringByte())
            }
        }
        throw failure("the string that begins here is not closed", at: start)
    }

    private mutating func readStringByte() throws(TOMLError) -> UInt8 {
        let byte = bytes[cursor]
        guard !Self.isControl(byte) else { throw failure("a control character in a string") }
        cursor += 1
        return byte
    }

    /// Steps over a backslash that ends its line, and over all space after it.
    private mutating func takeLineContinuation() -> Bool {
        var end = cursor + 1
        while end < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "\t") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\n") || bytes[end...].starts(with: [0x0D, 0x0A]) else {
            return false
        }
        cursor = end
        while let byte = peek {
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") {
                cursor += 1
            } else if isAt("\r\n") {
                cursor += 2
            } else {
                break
            }
        }
        return true
    }

    private mutating func readEscape() throws(TOMLError) -> [UInt8] {
        let start = cursor
        cursor += 1
        guard let byte = peek else { throw failure("the string ends inside an escape", at: start) }
        cursor += 1
        switch byte {
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [byte]
        case UInt8(ascii: "u"): return try readScalarEscape(digits: 4, start: start)
        case UInt8(ascii: "U"): return try readScalarEscape(digits: 8, start: start)
        default:
            cursor -= 1
            throw failure("an unknown escape; a backslash itself is written \\\\", at: start)
        }
    }

    private mutating func readScalarEscape(digits: Int, start: Int) throws(TOMLError) -> [UInt8] {
        let digitBytes = bytes[cursor...].prefix(digits)
        guard digitBytes.count == digits,
            digitBytes.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }),
            let value = UInt32(String(decoding: digitBytes, as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(value)
        else {
            throw failure("expected \(digits) hexadecimal digits of a Unicode scalar", at: start)
        }
        cursor += digits
        return Array(String(Character(scalar)).utf8)
    }
}
