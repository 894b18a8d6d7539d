import Descriptors
import Glibc

/// The lines of an open file, read piece by piece: a line of bounded length is a piece, a longer one several.
struct LinePieces {
    /// Bytes of a line, its end included.
    struct Piece {
        let bytes: ArraySlice<UInt8>
        /// Whether the line begins here.
        let startsLine: Bool
    }

    private static let maximumByteCount = 65_536

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    private var startsLine = true

    /// Reads from a descriptor, which stays the caller's.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// The next piece; nil at the end of the file.
    ///
    /// - Throws: `SystemError` if the file cannot be read.
    mutating func next() throws(SystemError) -> Piece? {
        var searched = start
        while true {
            let end = buffer[searched...].firstIndex(of: 0x0A)
            if let end { return take(end + 1 - start, endsLine: true) }
            if buffer.count - start >= Self.maximumByteCount { return take(Self.maximumByteCount, endsLine: false) }
            if isAtEnd { return start < buffer.count ? take(buffer.count - start, endsLine: true) : nil }
            buffer.removeFirst(start)
            start = 0
            searched = buffer.count
            try fill()
        }
    }

    private mutating func take(_ count: Int, endsLine: Bool) -> Piece {
        defer {
            start += count
            startsLine = endsLine
        }
        return Piece(bytes: buffer[start..<start + count], startsLine: startsLine)
    }

    private mutating func fill() throws(SystemError) {
        let old = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: Self.maximumByteCount))
        let count = buffer.withUnsafeMutableBytes {
            read(descriptor, $0.baseAddress?.advanced(by: old), $0.count - old)
        }
        let number = errno
        buffer.removeLast(Self.maximumByteCount - max(count, 0))
        if count < 0, number == EINTR { return }
        guard count >= 0 else { throw SystemError("read", number: number) }
        isAtEnd = count == 0
    }
}
