/// Values but strings.
extension TOMLReader {
    /// Reads the value under the cursor.
    mutating func readValue(depth: Int) throws(TOMLError) -> TOMLValue {
        switch peek {
        case UInt8(ascii: "\""):
            return .string(isAt("\"\"\"") ? try readMultiLineString(UInt8(ascii: "\"")) : try readBasicString())
        case UInt8(ascii: "'"):
            return .string(isAt("'''") ? try readMultiLineString(UInt8(ascii: "'")) : try readLiteralString())
        case UInt8(ascii: "["):
            return .array(try readArray(depth: try deeper(depth)))
        case UInt8(ascii: "{"):
            return .table(try readInlineTable(depth: try deeper(depth)))
        default:
            return try readScalar()
        }
    }

    private func deeper(_ depth: Int) throws(TOMLError) -> Int {
        guard depth < Self.maximumDepth else { throw failure("values nested more than \(Self.maximumDepth) deep") }
        return depth + 1
    }

    private mutating func readArray(depth: Int) throws(TOMLError) -> [TOMLValue] {
        let start = cursor
        cursor += 1
        var values: [TOMLValue] = []
        while true {
            try skipBlank()
            if take(UInt8(ascii: "]")) { return values }
            guard cursor < bytes.count else { throw failure("the array that begins here is not closed", at: start) }
            values.append(try readValue(depth: depth))
            try skipBlank()
            if !take(UInt8(ascii: ",")), peek != UInt8(ascii: "]") {
                guard cursor < bytes.count else {
                    throw failure("the array that begins here is not closed", at: start)
                }
                throw failure("expected , or ] in an array")
            }
        }
    }

    private mutating func readInlineTable(depth: Int) throws(TOMLError) -> Int {
        cursor += 1
        let table = document.makeTable(.inline)
        skipSpaces()
        if take(UInt8(ascii: "}")) { return table }
        while true {
            try readPair(into: table, depth: depth)
            skipSpaces()
            if take(UInt8(ascii: "}")) { return table }
            guard take(UInt8(ascii: ",")) else { throw failure("expected , or } in an inline table") }
            skipSpaces()
        }
    }

    /// Reads a number, a boolean or a date.
    private mutating func readScalar() throws(TOMLError) -> TOMLValue {
        let start = cursor
        skipWord()
        // A date and its time may be divided by a space.
        if cursor - start == 10, peek == UInt8(ascii: " "), Self.isDateTime(bytes[start..<cursor]) {
            let end = cursor
            cursor += 1
            skipWord()
            if !Self.isDateTime(bytes[start..<cursor]) { cursor = end }
        }
        let word = bytes[start..<cursor]
        guard !word.isEmpty else { throw failure("expected a value") }
        if let value = Self.scalar(word) { return value }
        // The line is read on from the word's end, the error stands at its start.
        let text = String(decoding: word.prefix(60), as: UTF8.self)
        let digits = word.first == UInt8(ascii: "+") || word.first == UInt8(ascii: "-") ? word.dropFirst() : word
        if let first = digits.first, Self.isDigit(first) {
            throw failure("\(text) is not a number that TOML knows; a text needs quotes", at: start)
        }
        throw failure("\(text) is not a value; a text needs quotes: \(text.tomlQuoted)", at: start)
    }

    private mutating func skipWord() {
        while let byte = peek {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: ","),
                UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "="):
                return
            default: cursor += 1
            }
        }
    }

    private static func scalar(_ word: ArraySlice<UInt8>) -> TOMLValue? {
        let text = String(decoding: word, as: UTF8.self)
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "inf", "+inf": return .float(.infinity)
        case "-inf": return .float(-.infinity)
        case "nan", "+nan", "-nan": return .float(.nan)
        default: break
        }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
            return digits(word.dropFirst(2), radix: radix).flatMap { Int($0, radix: radix) }.map(TOMLValue.integer)
        }
        return decimal(word) ?? (isDateTime(word) ? .dateTime(text) : nil)
    }

    /// Reads a decimal integer or float.
    private static func decimal(_ word: ArraySlice<UInt8>) -> TOMLValue? {
        var rest = word
        var text = ""
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            text = String(Unicode.Scalar(sign))
            rest = rest.dropFirst()
        }
        let isMantissaEnd = { (byte: UInt8) in byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") }
        let wholeEnd = rest.firstIndex(where: isMantissaEnd) ?? rest.endIndex
        guard let whole = digits(rest[..<wholeEnd], radix: 10), whole == "0" || !whole.hasPrefix("0") else {
            return nil
        }
        text += whole
        rest = rest[wholeEnd...]
        if rest.isEmpty { return Int(text).map(TOMLValue.integer) }
        if rest.first == UInt8(ascii: ".") {
            let end = rest.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? rest.endIndex
            guard let fraction = digits(rest[rest.startIndex + 1..<end], radix: 10) else { return nil }
            text += "." + fraction
            rest = rest[end...]
        }
        if !rest.isEmpty {
            rest = rest.dropFirst()
            text += "e"
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                text += String(Unicode.Scalar(sign))
                rest = rest.dropFirst()
            }
            guard let exponent = digits(rest, radix: 10) else { return nil }
            text += exponent
        }
        guard let number = Double(text), number.isFinite else { return nil }
        return .float(number)
    }

    /// The digits without their underscores; nil if there is none, or an underscore does not stand between two.
    private static func digits(_ bytes: ArraySlice<UInt8>, radix: Int) -> String? {
        var text = ""
        var follows = false
        for byte in bytes {
            if byte == UInt8(ascii: "_") {
                guard follows else { return nil }
                follows = false
            } else {
                guard let value = Character(Unicode.Scalar(byte)).hexDigitValue, value < radix, byte < 0x80 else {
                    return nil
                }
                text.unicodeScalars.append(Unicode.Scalar(byte))
                follows = true
            }
        }
        return follows ? text : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// Whether the text has the shape of a date, a time, or a date and a time with or without an offset.
    private static func isDateTime(_ word: ArraySlice<UInt8>) -> Bool {
        var shape = word.map { isDigit($0) ? UInt8(ascii: "0") : $0 }
        if let dot = shape.firstIndex(of: UInt8(ascii: ".")) {
            let end = shape[(dot + 1)...].firstIndex { $0 != UInt8(ascii: "0") } ?? shape.endIndex
            guard end > dot + 1, shape[..<dot].suffix(8).elementsEqual("00:00:00".utf8) else { return false }
            shape.removeSubrange(dot..<end)
        }
        let text = String(decoding: shape, as: UTF8.self)
        if ["0000-00-00", "00:00:00"].contains(text) { return true }
        guard text.hasPrefix("0000-00-00"), let divider = text.utf8.dropFirst(10).first, "Tt ".utf8.contains(divider)
        else { return false }
        let rest = text.dropFirst(11)
        return ["", "Z", "z", "+00:00", "-00:00"].contains { rest == "00:00:00" + $0 }
    }
}
