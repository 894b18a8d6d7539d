/// Reads TOML 1.0 and keeps the line and column of each key.
///
/// Total: any bytes give a document and a list of errors. A line that is no TOML is reported and left out, so that
/// one run shows as many errors as can be told apart; reading ends inside a broken multi-line value, where what
/// follows could only be guessed. Dates are recognised by their shape and kept as text.
///
/// Complexity: O(n) in the length of the text; nesting and dotted keys are limited to ``maximumDepth``.
///
/// Source: toml.io/en/v1.0.0
struct TOMLReader {
    /// How deep arrays, inline tables and dotted keys may nest: no configuration needs a tenth of it, and it keeps
    /// recursion shallow.
    static let maximumDepth = 32
    /// After how many errors reading ends.
    static let maximumErrors = 20

    let bytes: [UInt8]
    var cursor = 0
    var document = TOMLDocument()
    private(set) var errors: [TOMLError] = []
    private let lineStarts: [Int]

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        lineStarts = starts
    }

    /// Reads a document.
    static func read(_ bytes: [UInt8]) -> (document: TOMLDocument, errors: [TOMLError]) {
        var reader = TOMLReader(bytes)
        if reader.isText() { reader.readStatements() }
        return (reader.document, reader.errors)
    }

    /// Reads a text that is one value and nothing else; nil if it is not.
    static func readValue(_ text: String) -> TOMLValue? {
        var reader = TOMLReader(Array(text.utf8))
        reader.skipSpaces()
        guard let value = try? reader.readValue(depth: 0) else { return nil }
        reader.skipSpaces()
        return reader.cursor == reader.bytes.count && reader.errors.isEmpty ? value : nil
    }

    private mutating func isText() -> Bool {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
            return true
        } catch {
            report(at: error.byteOffsets.lowerBound, "the file is not UTF-8")
            return false
        }
    }

    private mutating func readStatements() {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { cursor = 3 }
        var table = TOMLDocument.root
        while cursor < bytes.count {
            skipSpaces()
            let start = cursor
            do {
                if peek == UInt8(ascii: "[") {
                    // The keys below a broken header belong to no table we know.
                    table = document.makeTable(.implied)
                    table = try readHeader() ?? table
                } else if let byte = peek, !Self.endsStatement(byte) {
                    try readPair(into: table, depth: 0)
                }
                try readLineEnd()
            } catch {
                errors.append(error)
                if line(at: cursor) != line(at: start) { return }
                skipLine()
            }
            if errors.count >= Self.maximumErrors { return }
        }
    }

    /// Reads `key = value`.
    mutating func readPair(into table: Int, depth: Int) throws(TOMLError) {
        let key = try readKey()
        skipSpaces()
        guard take(UInt8(ascii: "=")) else { throw failure("expected = after the key \(Self.dotted(key))") }
        skipSpaces()
        let value = try readValue(depth: depth)
        define(key, as: value, in: table)
    }
}

// MARK: - Space, lines, comments

extension TOMLReader {
    /// The byte under the cursor.
    var peek: UInt8? { cursor < bytes.count ? bytes[cursor] : nil }

    /// Whether these bytes lie under the cursor.
    func isAt(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { text in
            cursor + text.count <= bytes.count && bytes[cursor..<cursor + text.count].elementsEqual(text)
        }
    }

    /// Steps over a byte if it is the next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        cursor += 1
        return true
    }

    mutating func skipSpaces() {
        while let byte = peek, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { cursor += 1 }
    }

    /// Steps over a comment, if there is one, and the end of the line.
    mutating func readLineEnd() throws(TOMLError) {
        skipSpaces()
        if peek == UInt8(ascii: "#") {
            while let byte = peek, byte != UInt8(ascii: "\n"), !isAt("\r\n") {
                guard !Self.isControl(byte) else { throw failure("a control character in a comment") }
                cursor += 1
            }
        }
        if isAt("\r\n") {
            cursor += 2
        } else if cursor < bytes.count, !take(UInt8(ascii: "\n")) {
            throw failure(
                peek == UInt8(ascii: "\r") ? "a carriage return without a line feed" : "expected the end of the line")
        }
    }

    /// Steps over spaces, comments and line ends, as arrays allow them between their elements.
    mutating func skipBlank() throws(TOMLError) {
        skipSpaces()
        while let byte = peek, Self.endsStatement(byte) {
            try readLineEnd()
            skipSpaces()
        }
    }

    private mutating func skipLine() {
        while let byte = peek, byte != UInt8(ascii: "\n") { cursor += 1 }
        if cursor < bytes.count { cursor += 1 }
    }

    private static func endsStatement(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "#") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// Whether TOML bans this byte from comments and single-line strings.
    static func isControl(_ byte: UInt8) -> Bool {
        (byte < 0x20 && byte != UInt8(ascii: "\t")) || byte == 0x7F
    }
}

// MARK: - Positions and errors

extension TOMLReader {
    func position(at offset: Int) -> TOMLDocument.Position {
        let line = line(at: offset)
        // A byte order mark is no column.
        let scalars = bytes[lineStarts[line - 1]..<offset].count { $0 & 0xC0 != 0x80 }
        let mark = line == 1 && offset >= 3 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 1 : 0
        return .init(line: line, column: scalars + 1 - mark)
    }

    func line(at offset: Int) -> Int {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    func failure(_ message: String, at offset: Int? = nil) -> TOMLError {
        TOMLError(position: position(at: offset ?? cursor), message: message)
    }

    /// Notes an error after which reading goes on.
    mutating func report(at offset: Int, _ message: String) {
        guard errors.count < Self.maximumErrors else { return }
        errors.append(failure(message, at: offset))
    }
}
