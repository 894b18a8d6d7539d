/// How far two names are apart.
enum EditDistance {
    /// The insertions, deletions, replacements and swaps of neighbours that turn one name into the other; case
    /// does not count, nor whether a hyphen or an underscore is meant. nil if it is more than a slip: over a third
    /// of the longer name, and over 2.
    ///
    /// Complexity: O(n·m), for names of at most 64 bytes; longer ones are nobody's slip.
    static func slip(from one: String, to other: String) -> Int? {
        let (a, b) = (fold(one), fold(other))
        guard a.count <= 64, b.count <= 64 else { return nil }
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var least = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforeLast[j - 1] + 1) }
                row.append(least)
            }
            (beforeLast, last) = (last, row)
        }
        let distance = last[b.count]
        // A name of two letters is not two slips away from another.
        return distance <= max(2, max(a.count, b.count) / 3) && distance < max(a.count, b.count) ? distance : nil
    }

    private static func fold(_ name: String) -> [UInt8] {
        name.lowercased().utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
    }
}
