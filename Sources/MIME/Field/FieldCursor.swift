/// Walks over the unfolded value of a structured field: blanks, comments, quoted strings. It only moves forward, so
/// that whatever is built on it is linear.
///
/// Source: RFC 5322 §3.2.
struct FieldCursor {
    private let bytes: [UInt8]
    private(set) var index: Int
    private(set) var defects = DefectSet()

    init(_ bytes: [UInt8], at start: Int = 0) {
        self.bytes = bytes
        index = start
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { index >= bytes.count }

    /// The byte here; nil at the end.
    var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// What is left.
    var rest: [UInt8] { Array(bytes[index...]) }

    /// Passes over one byte.
    mutating func advance() {
        if index < bytes.count { index += 1 }
    }

    /// Takes bytes as long as `accepts` does.
    mutating func take(while accepts: (UInt8) -> Bool) -> [UInt8] {
        let start = index
        while index < bytes.count, accepts(bytes[index]) { index += 1 }
        return Array(bytes[start..<index])
    }

    /// Passes over blanks.
    mutating func skipBlanks() {
        while index < bytes.count, Byte.isBlank(bytes[index]) { index += 1 }
    }

    /// Passes over blanks and comments.
    mutating func skipBlanksAndComments() {
        skipBlanks()
        while byte == 0x28 {
            _ = takeComment()
            skipBlanks()
        }
    }

    /// Takes the comment that starts here and gives its text without the outer parentheses; a comment without
    /// an end goes on to the end of the value.
    mutating func takeComment() -> [UInt8] {
        var depth = 0
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case 0x28:
                depth += 1
                if depth > 1 { text.append(byte) }
            case 0x29:
                depth -= 1
                if depth <= 0 { return text }
                text.append(byte)
            case 0x5C where index < bytes.count:
                text.append(bytes[index])
                index += 1
            default:
                text.append(byte)
            }
        }
        defects.insert(.unterminatedComment)
        return text
    }

    /// Takes the quoted string that starts here and gives its text. With `keepsBackslashes` only `\"` and `\\`
    /// are undone, for file names with paths in them.
    mutating func takeQuoted(keepsBackslashes: Bool = false) -> [UInt8] {
        var text: [UInt8] = []
        advance()
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case 0x22:
                return text
            case 0x5C where index < bytes.count:
                let next = bytes[index]
                if keepsBackslashes, next != 0x22, next != 0x5C { text.append(byte) }
                text.append(next)
                index += 1
            default:
                text.append(byte)
            }
        }
        defects.insert(.unterminatedQuote)
        return text
    }
}
