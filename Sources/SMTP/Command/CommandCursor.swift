import MailObject

/// A place in a command line, moving to the right only.
struct CommandCursor {
    private let line: [UInt8]
    private var index: Int

    init(_ line: [UInt8]) {
        self.line = line
        index = 0
    }

    /// Whether only white space is left.
    var isAtEnd: Bool { line[index...].allSatisfy(Self.isSpace) }

    private static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }

    mutating func skipSpace() {
        while index < line.count, Self.isSpace(line[index]) { index += 1 }
    }

    /// The octets up to white space.
    mutating func takeWord() -> ArraySlice<UInt8> {
        let start = index
        while index < line.count, !Self.isSpace(line[index]) { index += 1 }
        return line[start..<index]
    }

    /// The argument of HELO and its sisters: a word; what follows is ignored, as Postfix does.
    mutating func takeHelloArgument(_ verb: String) throws(CommandRefusal) -> [UInt8] {
        let word = takeWord()
        guard !word.isEmpty else { throw .argument("\(verb) hostname") }
        return Array(word)
    }

    /// `FROM:` or `TO:` in any case, with white space after it and before the colon, as clients are known to send.
    mutating func takeKeyword(_ keyword: String) -> Bool {
        for octet in keyword.utf8 {
            if octet == 0x3A { skipSpace() }
            guard index < line.count else { return false }
            let upper = (0x61...0x7A).contains(line[index]) ? line[index] & 0xDF : line[index]
            guard upper == octet else { return false }
            index += 1
        }
        skipSpace()
        return true
    }

    /// A path: what stands between `<` and `>`, or a bare word; quoted strings and pairs are seen through.
    ///
    /// A source route is dropped.
    ///
    /// Source: RFC 5321 §4.1.2, appendix C (source routes).
    mutating func takePath() -> Path? {
        guard index < line.count else { return nil }
        let isBracketed = line[index] == 0x3C
        if isBracketed { index += 1 }
        let start = index
        var isQuoted = false
        while index < line.count {
            let octet = line[index]
            if octet == 0x5C {
                index += 2
                continue
            }
            if octet == 0x22 {
                isQuoted.toggle()
            } else if !isQuoted, isBracketed ? octet == 0x3E : Self.isSpace(octet) || octet == 0x3E || octet == 0x3C {
                break
            }
            index += 1
        }
        guard index <= line.count, !isQuoted else { return nil }
        let path = line[start..<index]
        if isBracketed {
            guard index < line.count else { return nil }
            index += 1
        } else if path.isEmpty {
            return nil
        }
        guard index == line.count || Self.isSpace(line[index]) else { return nil }
        return Path(Array(Self.withoutSourceRoute(path)))
    }

    /// `@a,@b:user@d` without what stands before the user; `@d` alone has no route.
    private static func withoutSourceRoute(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard path.first == 0x40 else { return path }
        var isLiteral = false
        for position in path.indices {
            switch path[position] {
            case 0x5B: isLiteral = true
            case 0x5D: isLiteral = false
            case 0x3A where !isLiteral: return path[(position + 1)...]
            default: break
            }
        }
        return path
    }

    /// The rest of the line as `keyword[=value]` words; none twice.
    ///
    /// Source: RFC 5321 §4.1.2 (esmtp-param).
    mutating func takeParameters() throws(CommandRefusal) -> [ESMTPParameter] {
        var parameters: [ESMTPParameter] = []
        skipSpace()
        while index < line.count {
            let word = takeWord()
            skipSpace()
            let equals = word.firstIndex(of: 0x3D)
            let keyword = word[..<(equals ?? word.endIndex)]
            guard !keyword.isEmpty, keyword.first != 0x2D, keyword.allSatisfy(Self.isKeywordOctet) else {
                throw .argument("parameter keyword=value")
            }
            let value = equals.map { Array(word[($0 + 1)...]) }
            // The RFC has `=` out of a value, but Postfix takes it: `ORCPT=rfc822;a=b@example.net`.
            if let value, value.isEmpty || value.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
                throw .argument("parameter keyword=value")
            }
            let parameter = ESMTPParameter(keyword: String(decoding: keyword, as: UTF8.self), value: value)
            if parameters.contains(where: { $0.keyword == parameter.keyword }) {
                throw .argument("parameter \(parameter.keyword) once")
            }
            parameters.append(parameter)
        }
        return parameters
    }

    private static func isKeywordOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
        default: false
        }
    }
}
