import Crypto
import Descriptors
import MailObject
import Policy
import SMTP

/// The journal's names of a message's deliveries.
///
/// The queue id alone is no name: Postfix gives it again to other messages. With the content's digest, sender and
/// recipient it is one for as long as the journal remembers. ORCPT and NOTIFY belong to a recipient: the same mailbox
/// reached by two aliases is two deliveries.
enum DeliveryKeys {
    /// One key per recipient in RCPT order; nil if the client names no queue id, for then a retry looks like another
    /// message with the same content, or if the content cannot be read.
    ///
    /// - Complexity: O(n) in the content's octets.
    static func of(_ message: ReceivedMessage) -> [JournalKey]? {
        guard let ident = message.client.forwarded[.ident], !ident.isEmpty else { return nil }
        let digest = try? message.content.withBytes { bytes in
            var hash = SHA256()
            bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
            return hash.finalize()
        }
        guard let digest else { return nil }
        var common = SHA256()
        add(Array(message.client.address.utf8), to: &common)
        add(Array(ident.utf8), to: &common)
        add(Array(digest), to: &common)
        add(message.envelope.reversePath.bytes, to: &common)
        return message.envelope.recipients.map { recipient in
            var hash = common
            add(recipient.forwardPath.bytes, to: &hash)
            for parameter in recipient.parameters {
                add(Array(parameter.keyword.utf8), to: &hash)
                add(parameter.value ?? [], to: &hash)
            }
            return hash.finalize().withUnsafeBytes { JournalKey(digest: Span(_unsafeBytes: $0)) }
        }
    }

    /// With its length before it, so that no two lists of values give the same octets.
    private static func add(_ value: [UInt8], to hash: inout SHA256) {
        withUnsafeBytes(of: UInt32(value.count).littleEndian) { hash.update(bufferPointer: $0) }
        hash.update(data: value)
    }
}
