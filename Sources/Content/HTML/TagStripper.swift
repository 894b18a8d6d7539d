/// Takes the tags out of HTML without understanding it: for what is beyond the limits of the parser.
enum TagStripper {
    /// Appends what stands outside `<` … `>` to `text`, each tag as one space; text behind a `<` that is never closed
    /// counts as text.
    ///
    /// - Complexity: O(n).
    static func append(_ html: Span<UInt8>, to text: inout [UInt8], limit: Int) {
        var index = 0
        var noMoreEnds = false
        while index < html.count, text.count < limit {
            let tag = ByteScan.firstIndex(of: 0x3C, in: html, from: index) ?? html.count
            UTF8Text.append(html.extracting(index..<tag), to: &text, limit: limit)
            guard tag < html.count else { return }
            text.append(0x20)
            if !noMoreEnds, let end = ByteScan.firstIndex(of: 0x3E, in: html, from: tag) {
                index = end + 1
            } else {
                noMoreEnds = true
                index = tag + 1
            }
        }
    }
}
