import Descriptors
import SMTP

/// A place in an outgoing content, moving to its end chunk by chunk.
struct ContentCursor {
    /// Octets read from the memory file at a time.
    static let chunkSize = 64 << 10

    /// The memory file holds less than its pieces say: our own mistake, and no message to send.
    struct Truncated: Error {}

    private let content: OutgoingContent
    private var piece = 0
    private var offset = 0

    init(_ content: OutgoingContent) {
        self.content = content
    }

    var isAtEnd: Bool { piece == content.pieces.count }

    /// The next chunk: small pieces are put together, large ones cut.
    ///
    /// - Throws: ``Truncated``.
    mutating func next() throws(Truncated) -> [UInt8] {
        var chunk: [UInt8] = []
        while !isAtEnd, chunk.count < Self.chunkSize {
            let room = Self.chunkSize - chunk.count
            let size: Int
            switch content.pieces[piece] {
            case .bytes(let bytes):
                size = bytes.count
                chunk += bytes[offset..<min(size, offset + room)]
                offset = min(size, offset + room)
            case .range(let range):
                size = range.count
                let wanted = (range.lowerBound + offset)..<min(range.upperBound, range.lowerBound + offset + room)
                let bytes = content.file.bytes(in: wanted)
                guard bytes.count == wanted.count else { throw Truncated() }
                if chunk.isEmpty { chunk = bytes } else { chunk += bytes }
                offset += wanted.count
            }
            if offset == size {
                piece += 1
                offset = 0
            }
        }
        return chunk
    }

    /// Whether an octet over 127 stands in what is left.
    ///
    /// - Throws: ``Truncated``.
    /// - Complexity: O(n) in the octets left.
    mutating func hasEightBitOctets() throws(Truncated) -> Bool {
        while !isAtEnd {
            if try next().contains(where: { $0 >= 0x80 }) { return true }
        }
        return false
    }
}
