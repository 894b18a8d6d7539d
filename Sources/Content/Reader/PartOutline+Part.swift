import Evidence
import MIME

extension PartOutline {
    /// What the header of a part says, and the size of what is in it.
    init(_ part: Part) {
        self.init(
            parent: part.parent, mediaType: Self.shown(part.contentType.mediaType),
            charset: Self.shown(part.contentType.charset ?? ""), encoding: part.transferEncoding,
            disposition: Self.shown(part.disposition?.type ?? ""), byteCount: part.body.count, defects: part.defectSet)
    }

    /// At most 255 bytes of a value.
    static func shown(_ value: String) -> String { String(decoding: value.utf8.prefix(255), as: UTF8.self) }
}
