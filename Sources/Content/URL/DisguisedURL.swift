/// URLs of the Web written for people to put together: `hxxp[:]//evil[.]example/a`, `http : // www . evil . example`,
/// `http://evil (dot) example`.
struct DisguisedURL {
    /// Where it stands, as far as its host; the path follows.
    private(set) var range: Range<Int>
    /// The same without disguise, but for the scheme.
    private(set) var bytes: [UInt8]

    /// The longest host that is put together.
    static let longestHost = 253
    /// White space between two pieces.
    private static let mostSpaces = 3

    /// Reads the URL whose scheme's colon is at `colon`; nil if there is none, or it is not disguised but perhaps in its
    /// scheme.
    ///
    /// - Complexity: O(n) in the length of the host; of two colons what is read for one ends before the next.
    init?(_ text: Span<UInt8>, colon: Int, notBefore: Int) {
        guard let scheme = Self.scheme(text, before: colon, notBefore: notBefore) else { return nil }
        var index = colon + 1
        var isSpaced = scheme.isSpaced
        var isBracketed = scheme.isBracketed
        if isBracketed, index < text.count, text[index] == 0x5D || text[index] == 0x29 {
            index += 1
            isBracketed = false
        }
        index = Self.afterSpaces(text, index, &isSpaced)
        for _ in 0..<2 {
            guard index < text.count, text[index] == 0x2F || text[index] == 0x5C else { return nil }
            index += 1
        }
        if isBracketed {
            guard index < text.count, text[index] == 0x5D || text[index] == 0x29 else { return nil }
            index += 1
        }
        index = Self.afterSpaces(text, index, &isSpaced)

        bytes = []
        Self.append(text.extracting(scheme.range), to: &bytes)
        bytes += [0x3A, 0x2F, 0x2F]
        let host = bytes.count
        var isDisguised = isSpaced || scheme.isBracketed
        var dots = 0
        while true {
            let label = index
            while index < text.count, index - label < 64, Self.isLabelByte(text[index]),
                !URLScanner.isEnd(text, index)
            {
                index += 1
            }
            guard index > label, bytes.count - host + index - label <= Self.longestHost else { return nil }
            Self.append(text.extracting(label..<index), to: &bytes)
            guard let dot = Self.dot(text, at: index) else { break }
            // Behind a host that is one already, a dot with spaces around it ends a sentence.
            if dot.hasSpaces, !dot.isBracketed, dots > 0, !isSpaced { break }
            if dot.hasSpaces || dot.isBracketed { isDisguised = true }
            if dot.hasSpaces { isSpaced = isSpaced || !dot.isBracketed }
            bytes.append(0x2E)
            dots += 1
            index = dot.end
        }
        guard isDisguised, dots > 0 else { return nil }
        range = scheme.range.lowerBound..<index
    }

    /// A host with dots for `[.]`, `(.)`, `[dot]` and `(dot)`.
    ///
    /// - Complexity: O(n).
    static func plainDots(_ host: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(host.count)
        var index = 0
        while index < host.count {
            if host[index] != 0x2E, let dot = dot(host, at: index), dot.isBracketed, !dot.hasSpaces {
                result.append(0x2E)
                index = dot.end
            } else {
                result.append(host[index])
                index += 1
            }
        }
        return result
    }

    private static func scheme(
        _ text: Span<UInt8>, before colon: Int, notBefore: Int
    ) -> (range: Range<Int>, isSpaced: Bool, isBracketed: Bool)? {
        var end = colon
        var isBracketed = false
        if end > notBefore, text[end - 1] == 0x5B || text[end - 1] == 0x28 {
            isBracketed = true
            end -= 1
        }
        let spaced = end
        while end > notBefore, spaced - end < mostSpaces, isSpace(text[end - 1]) { end -= 1 }
        var start = end
        while start > notBefore, end - start < 6, ASCII.isAlphanumeric(text[start - 1]) { start -= 1 }
        let name = text.extracting(start..<end)
        for scheme in schemes where scheme.count == name.count {
            if scheme.indices.allSatisfy({ ASCII.lower(name[$0]) == scheme[$0] }) {
                return (start..<end, end < spaced, isBracketed)
            }
        }
        return nil
    }

    private static let schemes = ["http", "https", "hxxp", "hxxps", "ftp", "fxp"].map { Array($0.utf8) }

    /// A dot in one of its forms: plain, in brackets, spelled in brackets; each with white space around.
    static func dot(
        _ text: Span<UInt8>, at start: Int
    ) -> (end: Int, hasSpaces: Bool, isBracketed: Bool)? {
        var hasSpaces = false
        var index = afterSpaces(text, start, &hasSpaces)
        guard index < text.count else { return nil }
        var closing: UInt8?
        switch text[index] {
        case 0x5B: closing = 0x5D
        case 0x28: closing = 0x29
        case 0x7B: closing = 0x7D
        default: break
        }
        if closing != nil { index += 1 }
        if index < text.count, text[index] == 0x2E {
            index += 1
        } else if closing != nil, index + 2 < text.count, text[index] | 0x20 == 0x64, text[index + 1] | 0x20 == 0x6F,
            text[index + 2] | 0x20 == 0x74
        {
            index += 3
        } else {
            return nil
        }
        if let closing {
            guard index < text.count, text[index] == closing else { return nil }
            index += 1
        }
        // A plain dot with a space behind it alone ends a sentence.
        var hasSpaceBehind = false
        index = afterSpaces(text, index, &hasSpaceBehind)
        if closing == nil, hasSpaceBehind, !hasSpaces { return nil }
        hasSpaces = hasSpaces || hasSpaceBehind
        guard index < text.count, isLabelByte(text[index]) else { return nil }
        return (index, hasSpaces, closing != nil)
    }

    private static func afterSpaces(_ text: Span<UInt8>, _ start: Int, _ found: inout Bool) -> Int {
        var index = start
        while index < text.count, index - start < mostSpaces, isSpace(text[index]) { index += 1 }
        if index > start { found = true }
        return index
    }

    private static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func isLabelByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == 0x2D || byte == 0x5F || byte >= 0x80
    }
}
