/// A piece of a content with edits: bytes of ours, or a range of the content as it came.
public enum EditPiece: Hashable, Sendable {
    /// These bytes.
    case bytes([UInt8])
    /// This range of the content, never empty.
    case range(Range<Int>)
}
