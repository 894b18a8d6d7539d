public import Descriptors

/// A content on its way out: octets of ours and ranges of the memory file, in order.
///
/// Nothing is copied to the heap: the client reads each range as it sends it. The whole is under law 4 (CRLF
/// line ends, no bare CR, LF, NUL) and not yet dot-stuffed.
public struct OutgoingContent: Sendable {
    /// A stretch of the content.
    public enum Piece: Sendable {
        /// Octets we wrote: header fields.
        case bytes([UInt8])
        /// A range of the content that was received.
        case range(Range<Int>)
    }

    /// Where the ranges point into.
    public let file: ContentFile
    /// The stretches, in order.
    public let pieces: [Piece]

    /// Makes a content of pieces.
    public init(file: ContentFile, pieces: [Piece]) {
        self.file = file
        self.pieces = pieces
    }

    /// The number of octets, without dot-stuffing: what SIZE announces.
    public var byteCount: Int {
        pieces.reduce(0) { sum, piece in
            switch piece {
            case .bytes(let bytes): sum + bytes.count
            case .range(let range): sum + range.count
            }
        }
    }
}
