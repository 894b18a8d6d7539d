/// Finds the dots in a text that stand in brackets, between what may be two labels of a host: `a[.]b`, `a(dot)b`.
struct BracketedDots {
    /// Where the next bracket of each kind stands, or the text's end; what lies before what was asked for is out of date.
    private var places = [-1, -1, -1]

    private static let brackets: [UInt8] = [0x5B, 0x28, 0x7B]

    /// Where the bracket of the first such dot at or behind `from` stands.
    ///
    /// - Complexity: O(n) for all calls with growing `from` together.
    mutating func next(in text: Span<UInt8>, from: Int) -> Int? {
        var from = max(from, 1)
        while from < text.count {
            var first = text.count
            for kind in Self.brackets.indices {
                if places[kind] < from {
                    places[kind] = ByteScan.firstIndex(of: Self.brackets[kind], in: text, from: from) ?? text.count
                }
                first = min(first, places[kind])
            }
            guard first < text.count else { return nil }
            if DisguisedURL.isLabelByte(text[first - 1]), let dot = DisguisedURL.dot(text, at: first), !dot.hasSpaces {
                return first
            }
            from = first + 1
        }
        return nil
    }
}
