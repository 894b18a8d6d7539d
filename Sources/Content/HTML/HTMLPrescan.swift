/// Finds the first tag that libxml2 would take too long over.
///
/// libxml2 compares each attribute of a tag with all before it, inside one call that cannot be stopped: 100,000
/// attributes take it ten seconds. Where a tag ends depends on quotes, and which quotes count depends on what the
/// parser takes for a tag; a scanner that follows one opinion can be led past the tag that the parser sees. So this one
/// follows all of them at once: for each lexical state it keeps the greatest number of attributes that any tag open
/// in that state, wherever it began, may have so far.
struct HTMLPrescan {
    /// A tag that may be open: where it began and how many attributes it may have.
    private struct Lane {
        var start = -1
        var attributes = 0

        var isOpen: Bool { start >= 0 }

        /// The one with more attributes.
        func merged(with other: Lane) -> Lane {
            if !isOpen { return other }
            if !other.isOpen { return self }
            return attributes >= other.attributes ? self : other
        }
    }

    /// Returns where the first tag begins that may have more than `limit` attributes; nil if there is none.
    ///
    /// - Complexity: O(n).
    static func firstOversizedTag(in html: Span<UInt8>, limit: Int) -> Int? {
        var blank = Lane()  // In a tag, before an attribute or behind one.
        var name = Lane()  // In a tag's or an attribute's name.
        var equals = Lane()  // Behind the equals sign.
        var value = Lane()  // In a value without quotes.
        var double = Lane()
        var single = Lane()
        var index = -1
        while index + 1 < html.count {
            index += 1
            let byte = html[index]
            switch byte {
            case 0x22:  // "
                let opened = equals
                name = name.merged(with: blank.isOpen ? blank : Lane())
                blank = double
                double = opened
                equals = Lane()
            case 0x27:  // '
                let opened = equals
                name = name.merged(with: blank.isOpen ? blank : Lane())
                blank = single
                single = opened
                equals = Lane()
            case 0x3E:  // >
                blank = Lane()
                name = Lane()
                value = Lane()
                equals = Lane()
                if !double.isOpen, !single.isOpen {
                    guard let next = ByteScan.firstIndex(of: 0x3C, in: html, from: index) else { return nil }
                    index = next - 1
                }
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D, 0x00, 0x2F:
                blank = blank.merged(with: name).merged(with: value)
                name = Lane()
                value = Lane()
            case 0x3D:  // =
                equals = equals.merged(with: blank).merged(with: name)
                blank = Lane()
                name = Lane()
            default:
                if blank.isOpen {
                    blank.attributes += 1
                    if blank.attributes > limit { return blank.start }
                    name = name.merged(with: blank)
                    blank = Lane()
                }
                if equals.isOpen {
                    value = value.merged(with: equals)
                    equals = Lane()
                }
                if byte == 0x3C, index + 1 < html.count, html[index + 1] | 0x20 >= 0x61, html[index + 1] | 0x20 <= 0x7A
                {
                    name = name.merged(with: Lane(start: index, attributes: 0))
                }
            }
        }
        return nil
    }
}
