import Descriptors
import MIME
import MailObject
import SMTP

extension OutgoingContent {
    /// The content with its header edited, as stretches of our own fields and of the memory file: nothing of the
    /// message is copied (law 3).
    ///
    /// - Throws: if the content cannot be mapped.
    init(_ content: ContentFile, edits: HeaderEdits) throws {
        // All of it is mapped, so that the header's end is in sight wherever it is; only its pages are touched.
        let pieces = try content.withBytes { bytes in
            EditedHeader.pieces(of: edits, in: bytes, byteCount: content.byteCount)
        }
        guard let pieces else { preconditionFailure("a header that ends nowhere in the whole content") }
        self.init(
            file: content,
            pieces: pieces.map { piece in
                switch piece {
                case .bytes(let bytes): .bytes(bytes)
                case .range(let range): .range(range)
                }
            })
    }
}
