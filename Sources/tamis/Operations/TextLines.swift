import Descriptors

/// The lines of a text that an open file holds.
struct TextLines {
    private var pieces: LinePieces

    init(descriptor: Int32) {
        pieces = LinePieces(descriptor: descriptor)
    }

    /// The next line without its end; nil after the last. A very long one is given in pieces: no text of ours has one.
    ///
    /// - Throws: `SystemError` if the file cannot be read.
    mutating func next() throws(SystemError) -> String? {
        guard let bytes = try pieces.next()?.bytes else { return nil }
        return String(decoding: bytes.last == 0x0A ? bytes.dropLast() : bytes, as: UTF8.self)
    }
}
