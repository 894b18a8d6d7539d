// Modules: MailObject MIME
// Options: -max_len=1024 -dict=Tests/Fuzz/Support/mail.dict
import MIME

/// The value of a field, read as each kind there is. The last byte chooses the limit on parameters.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMIMEFields(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let value = Array(UnsafeBufferPointer(start: start, count: count - 1))
    let charsets = NativeCharsets()
    var limits = MIMELimits()
    limits.parameters = Int(start[count - 1])

    let type = ContentType.parse(value, limits: limits).contentType
    let disposition = ContentDisposition.parse(value, limits: limits).disposition
    let parameters = (type?.parameters ?? []) + disposition.parameters
    WireOracle.require(parameters.count <= 2 * limits.parameters, "law 7: \(parameters.count) parameters")
    // Of a percent-encoded byte that is no character comes a replacement of three.
    for parameter in parameters {
        WireOracle.require(
            parameter.text(charsets: charsets).count <= 3 * value.count, "law 7: a parameter longer than its field")
    }
    WireOracle.require(type?.mediaType.utf8.count ?? 0 <= 3 * value.count, "a type longer than its field")
    _ = TransferEncoding.parse(value)

    let text = EncodedWords.decode(value, charsets: charsets).text
    WireOracle.require(text.count <= 3 * value.count, "law 7: encoded words grow to \(text.count)")

    for mailbox in AddressParser.mailboxes(value) {
        WireOracle.require(mailbox.address.count <= value.count, "an address longer than its field")
        _ = mailbox.displayText(charsets: charsets)
    }
    let received = Received.parse(value)
    let clauses = [received.from, received.fromComment, received.by, received.with, received.id, received.forAddress]
    WireOracle.require(clauses.reduce(0) { $0 + $1.count } <= value.count, "clauses longer than their field")
    let identifiers = MessageID.parse(value)
    WireOracle.require(identifiers.reduce(0) { $0 + $1.count } <= value.count, "identifiers longer than their field")
    _ = MailDate.parse(value)
    return 0
}
