import Descriptors
import Glibc

/// The messages of one open file: several where it is an mbox, else one.
///
/// An mbox starts with a `From ` line. A message in it starts after such a line, at the top of the file or after an empty
/// line, and ends before that empty line; `>From ` in it loses one `>` (mboxrd). However large the file is, one message at
/// a time is in memory, and of that no more than a limit.
///
/// Source: RFC 4155, the mboxrd quoting.
final class MailFile {
    /// A message of the file.
    struct Message: Equatable {
        /// Its bytes, without mbox quoting; at most the limit.
        fileprivate(set) var bytes: [UInt8] = []
        /// Whether it was longer than that.
        fileprivate(set) var isCut = false
        /// Whether another follows in the file.
        fileprivate(set) var isFollowed = false
    }

    private static let separator = Array("From ".utf8)

    private let descriptor: Int32
    private let limit: Int
    private var pieces: LinePieces
    /// Nil before the first line.
    private var isMbox: Bool?
    private var isFinished = false

    /// Takes an open file; closes it in the end.
    ///
    /// - Parameter limit: how many bytes of a message are kept.
    init(descriptor: Int32, limit: Int) {
        self.descriptor = descriptor
        self.limit = limit
        pieces = LinePieces(descriptor: descriptor)
    }

    deinit { close(descriptor) }

    /// The next message; nil after the last. An empty file is an empty message.
    ///
    /// - Throws: `SystemError` if the file cannot be read.
    func next() throws(SystemError) -> Message? {
        guard !isFinished else { return nil }
        var message = Message()
        if isMbox == nil {
            guard let first = try pieces.next() else {
                isFinished = true
                return message
            }
            isMbox = first.bytes.starts(with: Self.separator)
            if isMbox == false { append(first.bytes, to: &message) }
        }
        if isMbox == true { try readOfMbox(&message) } else { try readAll(&message) }
        return message
    }

    private func readAll(_ message: inout Message) throws(SystemError) {
        while !message.isCut, let piece = try pieces.next() { append(piece.bytes, to: &message) }
        isFinished = true
    }

    /// Reads from within a `From ` line to the next one, or to the end.
    private func readOfMbox(_ message: inout Message) throws(SystemError) {
        var isInMessage = false
        /// The length of the message before an empty line, if the last one was empty.
        var lengthBefore: Int?
        while let piece = try pieces.next() {
            isInMessage = isInMessage || piece.startsLine
            guard isInMessage else { continue }
            guard piece.startsLine else {
                append(piece.bytes, to: &message)
                continue
            }
            if let lengthBefore, piece.bytes.starts(with: Self.separator) {
                message.bytes.removeSubrange(lengthBefore...)
                message.isFollowed = true
                return
            }
            let isEmpty = piece.bytes.elementsEqual([0x0A]) || piece.bytes.elementsEqual([0x0D, 0x0A])
            lengthBefore = isEmpty ? message.bytes.count : nil
            append(Self.unquoted(piece.bytes), to: &message)
        }
        isFinished = true
    }

    private static func unquoted(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let quotes = line.prefix { $0 == UInt8(ascii: ">") }.count
        return quotes > 0 && line.dropFirst(quotes).starts(with: separator) ? line.dropFirst() : line
    }

    private func append(_ bytes: ArraySlice<UInt8>, to message: inout Message) {
        let room = limit - message.bytes.count
        message.isCut = message.isCut || bytes.count > room
        message.bytes += bytes.prefix(room)
    }
}
