import Descriptors
import Glibc

/// The lines of a text that an open file holds, read piece by piece.
struct TextLines {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// A longer line is given in pieces: no text of ours has one, and memory stays bounded.
    private static let maximumByteCount = 65_536

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// The next line without its end; nil after the last.
    ///
    /// - Throws: `SystemError` if the file cannot be read.
    mutating func next() throws(SystemError) -> String? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer { start = end + 1 }
                return String(decoding: buffer[start..<end], as: UTF8.self)
            }
            if isAtEnd || buffer.count - start >= Self.maximumByteCount {
                defer { start = buffer.count }
                return start == buffer.count ? nil : String(decoding: buffer[start...], as: UTF8.self)
            }
            buffer.removeFirst(start)
            start = 0
            searched = buffer.count
            try fill()
        }
    }

    private mutating func fill() throws(SystemError) {
        var piece = [UInt8](repeating: 0, count: Self.maximumByteCount)
        let count = read(descriptor, &piece, piece.count)
        if count < 0, errno == EINTR { return }
        guard count >= 0 else { throw SystemError("read") }
        isAtEnd = count == 0
        buffer += piece[..<count]
    }
}
