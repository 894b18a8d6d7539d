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
        guard line.count >= 3, (0x32...0x35).contains(line[0]), Self.isDigit(line[1]), Self.isDigit(line[2]),
            line.count == 3 || line[3] == 0x20 || line[3] == 0x2D
        else { throw Malformed(reason: "reply without a code") }
        let isLast = line.count == 3 || line[3] == 0x20
        let code = Self.number(line[0..<3])
        let text = min(4, line.count)
        let enhanced = enhancedCode(from: text)
        for index in text..<line.count { line[index] = Reply.printable(line[index]) }
        let shown = String(decoding: line[(enhanced?.end ?? text)...], as: UTF8.self)
        if var reply = partial {
            guard reply.code == code else { throw Malformed(reason: "reply with two codes") }
            guard reply.lines.count < Self.maximumLines else { throw Malformed(reason: "reply of too many lines") }
            reply.enhanced = reply.enhanced ?? enhanced?.code
            reply.lines.append(shown)
            partial = reply
        } else {
            partial = Reply(code, enhanced?.code, shown)
        }
        guard isLast else { return nil }
        defer { partial = nil }
        return partial
    }

    /// The enhanced code that stands at `start`, and where the text behind it begins; nil if there is none, or its class
    /// is not the reply's.
    private func enhancedCode(from start: Int) -> (code: EnhancedCode, end: Int)? {
        var numbers: (Int, Int, Int) = (0, 0, 0)
        var index = start
        for place in 0..<3 {
            let first = index
            while index < line.count, Self.isDigit(line[index]) { index += 1 }
            guard (1...3).contains(index - first) else { return nil }
            let number = Self.number(line[first..<index])
            switch place {
            case 0: numbers.0 = number
            case 1: numbers.1 = number
            default: numbers.2 = number
            }
            guard index == line.count || line[index] == (place < 2 ? 0x2E : 0x20) else { return nil }
            if place < 2 || index < line.count { index += 1 }
        }
        guard numbers.0 == Int(line[0]) - 0x30, numbers.0 != 3 else { return nil }
        return (EnhancedCode(numbers.0, numbers.1, numbers.2), min(index, line.count))
    }

    private static func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }
}
