/// Reads the replies of a next hop, one at a time, out of any split of its octets.
///
/// Total and bounded (law 7): a line holds at most ``maximumLineOctets``, a reply at most ``maximumLines``. A bare
/// LF ends a line too, as Postfix' client has it.
///
/// - Complexity: O(n) over all calls.
///
/// Source: RFC 5321 §4.2.
public struct ReplyParser: Sendable {
    /// The longest line, eight times what RFC 5321 allows: servers that quote a long address go over it.
    public static let maximumLineOctets = 4096
    /// The most lines of one reply: EHLO has some twenty.
    public static let maximumLines = 256

    /// What a server said is no reply.
    public struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong with it.
        public let reason: String
        /// The reason.
        public var description: String { reason }
    }

    private var line: [UInt8] = []
    private var partial: Reply?

    /// Starts before a reply.
    public init() {}

    /// Reads octets from `position` on until one reply is complete.
    ///
    /// - Returns: the reply, and `position` behind it; nil if there is only a part of one yet.
    /// - Throws: ``Malformed``; nothing that follows can be trusted then.
    public mutating func next(in bytes: Span<UInt8>, from position: inout Int) throws(Malformed) -> Reply? {
        while position < bytes.count {
            let octet = bytes[position]
            position += 1
            guard octet == 0x0A else {
                if line.count >= Self.maximumLineOctets { throw Malformed(reason: "reply line too long") }
                line.append(octet)
                continue
            }
            if line.last == 0x0D { line.removeLast() }
            defer { line.removeAll(keepingCapacity: true) }
            if let reply = try finishLine() { return reply }
        }
        return nil
    }

    private mutating func finishLine() throws(Malformed) -> Reply? {
        let digits = line.prefix(3).map { Int($0) - 0x30 }
        guard digits.count == 3, (2...5).contains(digits[0]), digits.allSatisfy((0...9).contains) else {
            throw Malformed(reason: "reply without a code")
        }
        guard line.count == 3 || line[3] == 0x20 || line[3] == 0x2D else {
            throw Malformed(reason: "reply without a code")
        }
        let code = digits[0] * 100 + digits[1] * 10 + digits[2]
        let (enhanced, text) = Self.enhancedCode(in: line.dropFirst(4), classDigit: digits[0])
        if var reply = partial {
            guard reply.code == code else { throw Malformed(reason: "reply with two codes") }
            guard reply.lines.count < Self.maximumLines else { throw Malformed(reason: "reply of too many lines") }
            reply.enhanced = reply.enhanced ?? enhanced
            reply.lines.append(text)
            partial = reply
        } else {
            partial = Reply(code, enhanced, text)
        }
        if line.count > 3, line[3] == 0x2D { return nil }
        defer { partial = nil }
        return partial
    }

    /// The enhanced code at the start of a line's text, if it has one and its class is the reply's.
    private static func enhancedCode(
        in text: ArraySlice<UInt8>, classDigit: Int
    ) -> (EnhancedCode?, String) {
        let whole = String(decoding: Reply.printable(text), as: UTF8.self)
        guard (classDigit == 2 || classDigit == 4 || classDigit == 5), let word = text.split(separator: 0x20).first,
            word.startIndex == text.startIndex
        else { return (nil, whole) }
        let numbers = word.split(separator: 0x2E, omittingEmptySubsequences: false).map { part -> Int? in
            guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return part.reduce(0) { $0 * 10 + Int($1) - 0x30 }
        }
        guard numbers.count == 3, numbers[0] == classDigit, let subject = numbers[1], let detail = numbers[2] else {
            return (nil, whole)
        }
        let rest = text[word.endIndex...].dropFirst()
        return (
            EnhancedCode(classDigit, subject, detail), String(decoding: Reply.printable(rest), as: UTF8.self)
        )
    }
}
