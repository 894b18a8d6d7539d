import Evidence
import MIME

extension PartOutline {
    /// What the header of a part says, and the size of what is in it.
    init(_ part: Part) {
        self.init(
            parent: part.parent, mediaType: Self.shown(part.contentType.mediaType),
            charset: Self.shown(part.contentType.charset ?? ""), encoding: part.transferEncoding,
            disposition: Self.shown(part.disposition?.type ?? ""), byteCount: part.body.count, defects: part.defects)
    }

    /// Takes in what a leaf's body was found to be.
    mutating func addBody(_ byteCount: Int, _ found: DefectSet) {
        self.byteCount = byteCount
        add(found)
    }

    /// Adds defects.
    mutating func add(_ found: DefectSet) {
        var all = found
        for defect in defects { all.insert(defect) }
        defects = all.sorted
    }

    private static func shown(_ value: String) -> String { String(decoding: value.utf8.prefix(255), as: UTF8.self) }
}
