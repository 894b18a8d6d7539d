/// A pattern for names in any case: `*` stands for any run of characters, `?` for one.
struct Glob: Hashable, Sendable {
    private let pattern: [Unicode.Scalar]

    /// Makes a pattern; it is compared with names in lower case.
    init(_ text: String) {
        pattern = Array(text.lowercased().unicodeScalars)
    }

    /// Whether all of `name`, which is in lower case, fits.
    ///
    /// - Complexity: O(pattern × name).
    func matches(_ name: [Unicode.Scalar]) -> Bool {
        var place = 0
        var index = 0
        var star: (place: Int, index: Int)?
        while index < name.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, index)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[index] {
                place += 1
                index += 1
            } else if let last = star {
                // The last run takes one character more.
                star = (last.place, last.index + 1)
                place = last.place + 1
                index = last.index + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
