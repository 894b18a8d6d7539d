import Crypto
import Evidence
import MIME

/// What a message is known by in the training log: a digest of what does not change between the MX and a mailbox.
///
/// Fields that filters, deliveries and mailboxes add (``Evidence/DroppedFields``), and Received fields, do not count; nor do
/// line ends at the end, which an mbox may add.
enum MessageDigest {
    /// The SHA-256 of the fields that count, a line each, and of the body.
    ///
    /// - Complexity: O(n).
    static func digest(of content: Span<UInt8>) -> [UInt8] {
        var hash = SHA256()
        func add(_ range: Range<Int>) {
            content.extracting(range).withUnsafeBytes { hash.update(bufferPointer: $0) }
        }
        let end = HeaderFields.scan(content) { field in
            let name = Array(field.lowercasedName(in: content).utf8)
            guard name != received, !DroppedFields.contains(name) else { return }
            hash.update(data: name)
            hash.update(data: colon)
            add(field.value)
            hash.update(data: lineFeed)
        }
        hash.update(data: lineFeed)
        var bodyEnd = content.count
        while bodyEnd > end, content[bodyEnd - 1] == 0x0A || content[bodyEnd - 1] == 0x0D { bodyEnd -= 1 }
        add(end..<bodyEnd)
        return Array(hash.finalize())
    }

    private static let received = Array("received".utf8)
    private static let colon: [UInt8] = [0x3A]
    private static let lineFeed: [UInt8] = [0x0A]
}
