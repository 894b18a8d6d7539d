import Descriptors
import Glibc
import MIME

/// Messages from files, as the mail path would have them.
enum CommandMail {
    /// The content of a file: LF line ends are read as CRLF, bare CR and NUL become spaces (law 4), so that a
    /// saved message gets the verdict it got on its way.
    ///
    /// One of which only the head was read is said so on standard error.
    static func content(of item: MailSource.Item) throws -> ContentFile {
        let bytes = try item.content.get()
        if item.isCut {
            complain("\(item.name): larger than smtp.size_limit; only its first \(bytes.count) bytes count")
        }
        return try ContentFile.holding(LineEnds.normalized(bytes.span).bytes)
    }

    /// Says on standard error what went wrong with one message. A file's name may hold anything that moves a cursor.
    static func complain(_ text: String) {
        StandardError.write("tamis: \(PrintableText.lines(text).joined(separator: "\n"))\n")
    }
}
