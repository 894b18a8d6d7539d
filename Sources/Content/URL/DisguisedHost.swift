/// A host without a scheme that is written so that programs do not see it: `www[.]evil[.]example`, `evil(dot)example`.
///
/// Dots in brackets alone make one: the words `www dot evil dot com` may be a sentence.
struct DisguisedHost {
    /// Where it stands.
    let range: Range<Int>
    /// The same with plain dots.
    private(set) var bytes: [UInt8] = []
    /// Whether it is one: a name below a public suffix that is known, and part of nothing else, such as an address of
    /// mail or the path of a URL.
    private(set) var isOne = false

    /// Reads the host around the dot in brackets whose bracket is at `dot`.
    ///
    /// - Complexity: O(n) in the length of ``range`` and of the label before it, at most 253 bytes each.
    init(_ text: Span<UInt8>, dot: Int, notBefore: Int) {
        let start = Self.start(of: text, before: dot, notBefore: notBefore)
        bytes.append(copying: text.extracting(start..<dot))
        var index = dot
        while bytes.count <= DisguisedURL.longestHost, let dot = DisguisedURL.dot(text, at: index), !dot.hasSpaces {
            index = dot.end
            while index < text.count, index - dot.end < 64, DisguisedURL.isLabelByte(text[index]),
                !URLScanner.isEnd(text, index)
            {
                index += 1
            }
            bytes.append(0x2E)
            bytes.append(copying: text.extracting(dot.end..<index))
        }
        range = start..<max(index, dot + 1)
        isOne =
            start < dot && text[dot - 1] != 0x2E && Self.mayBegin(text, start) && Self.mayEnd(text, index)
            && Self.isKnown(bytes)
    }

    /// Where the word before a dot begins: behind quotes and dashes, and behind dots in a row.
    private static func start(of text: Span<UInt8>, before dot: Int, notBefore: Int) -> Int {
        var start = dot
        while start > notBefore, dot - start < DisguisedURL.longestHost,
            text[start - 1] == 0x2E || DisguisedURL.isLabelByte(text[start - 1])
        {
            start -= 1
        }
        var index = start
        while index < dot {
            let isEnd = URLScanner.isEnd(text, index)
            let isDot = text[index] == 0x2E && index == start
            index += 1
            if isEnd { while index < dot, text[index] & 0xC0 == 0x80 { index += 1 } }
            if isEnd || isDot || text[index - 1] == 0x2E && index < dot && text[index] == 0x2E { start = index }
        }
        return start
    }

    private static func mayBegin(_ text: Span<UInt8>, _ start: Int) -> Bool {
        guard start > 0 else { return true }
        switch text[start - 1] {
        case 0x23, 0x25, 0x26, 0x29, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x40, 0x5C, 0x5D, 0x5F, 0x7D, 0x7E: return false
        default: return !ASCII.isAlphanumeric(text[start - 1])
        }
    }

    /// Whether it is not the part before the `@` of an address, which may be written `[at]`.
    private static func mayEnd(_ text: Span<UInt8>, _ end: Int) -> Bool {
        guard end < text.count else { return true }
        switch text[end] {
        case 0x40, 0x2D, 0x5F: return false
        case 0x5B, 0x28, 0x7B:
            return end + 2 >= text.count || ASCII.lower(text[end + 1]) != 0x61 || ASCII.lower(text[end + 2]) != 0x74
        default: return !ASCII.isAlphanumeric(text[end])
        }
    }

    private static func isKnown(_ bytes: [UInt8]) -> Bool {
        guard bytes.count <= DisguisedURL.longestHost else { return false }
        let url = NormalizedURL((URLScanner.http + bytes).span, limit: .max).bytes
        let host = url.span.extracting(URLParts(url.span).host)
        guard HostTokens.isHostLike(host), let dot = url.lastIndex(of: 0x2E),
            PublicSuffixList.shared.lists(url.span.extracting((dot + 1)..<url.count))
        else { return false }
        return PublicSuffixList.shared.registrableStart(of: host) != nil
    }
}
