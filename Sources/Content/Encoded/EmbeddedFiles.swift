import MIME

/// All files that stand in a part's body, and in those files, each before those in it.
struct EmbeddedFiles {
    /// A file in its place.
    struct Entry {
        /// The file.
        var file: EmbeddedFile
        /// The entry that it stands in; nil if it stands in the body itself.
        let parent: Int?
        /// The lines in its own bytes that are encoded files.
        var cuts: [Range<Int>] = []
    }

    /// The files.
    private(set) var entries: [Entry] = []
    /// The lines of the body that are encoded files.
    private(set) var cuts: [Range<Int>] = []
    /// What is broken in the body as a container.
    private(set) var defects = DefectSet()

    /// None.
    init() {}

    /// None, of a body whose files another has: `cuts` are their lines.
    init(besides cuts: [Range<Int>]) {
        self.cuts = cuts
    }

    /// Takes all files out of a body: of any type, for files are encoded in what calls itself a picture too.
    ///
    /// - Parameter depth: Levels that files may stand within each other.
    /// - Complexity: O(n) in the bytes of the body and of all files.
    init(in body: Span<UInt8>, depth: Int, budget: inout EmbeddedBudget) {
        (cuts, defects) = expand(body, parent: nil, depth: depth, budget: &budget)
    }

    private mutating func expand(
        _ bytes: Span<UInt8>, parent: Int?, depth: Int, budget: inout EmbeddedBudget
    ) -> (cuts: [Range<Int>], defects: DefectSet) {
        var cuts: [Range<Int>] = []
        var defects = DefectSet()
        let files: [EmbeddedFile]
        if let stream = TNEF.read(bytes, budget: &budget) {
            (files, defects) = (stream.files, stream.defects)
        } else {
            let text = EncodedText(bytes, budget: &budget)
            (files, cuts, defects) = (text.files, text.cuts, text.defects)
        }
        for file in files {
            guard depth > 0 else {
                defects.insert(.tooDeep)
                break
            }
            let index = entries.count
            entries.append(Entry(file: file, parent: parent))
            let found = expand(file.bytes.span, parent: index, depth: depth - 1, budget: &budget)
            entries[index].cuts = found.cuts
            entries[index].file.defects.formUnion(found.defects)
        }
        return (cuts, defects)
    }
}
