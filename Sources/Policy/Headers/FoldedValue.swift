/// Puts words on header lines of at most 78 columns, folding only between words.
///
/// The fold is CRLF and one space, as amavis 2.13 writes it. A word longer than a line stays whole: mail programs
/// match our fields with patterns, and a fold inside a test's name would hide it.
///
/// Source: RFC 5322 §2.1.1, §2.2.3.
enum FoldedValue {
    private static let columns = 78

    /// The value of the field `name` made of `words`.
    static func of(_ words: [String], name: String) -> String {
        var value = ""
        var column = name.utf8.count + 2
        for (index, word) in words.enumerated() {
            if index > 0 {
                if column + 1 + word.utf8.count > columns {
                    value += "\r\n "
                    column = 1
                } else {
                    value += " "
                    column += 1
                }
            }
            value += word
            column += word.utf8.count
        }
        return value
    }
}
