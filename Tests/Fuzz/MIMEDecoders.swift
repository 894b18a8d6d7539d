// Modules: MailObject MIME
// Seeds: corpora/broken/bad-*.eml
// Options: -max_len=2048
import MIME

/// A body, with its transfer encodings undone in each way. The last two bytes are the limit.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMIMEDecoders(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 1 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count - 2))
    let limit = Int(start[count - 2]) << 3 | Int(start[count - 1]) & 7

    let base64 = Base64.decode(input.span)
    WireOracle.require(base64.bytes.count <= input.count / 4 * 3 + 3, "law 7: base64 grows")
    requireBeginning(Base64.decode(input.span, limit: limit), of: base64.bytes, limit)
    let encoded = encodedBase64(base64.bytes)
    WireOracle.require(Base64.decode(encoded.span).bytes == base64.bytes, "base64 comes back as another")
    for other in Base64.otherReadings(of: input.span, defects: base64.defects, limit: limit)
        + Base64.blocks(in: input.span, limit: limit, most: 20).blocks
    {
        WireOracle.require(other.count <= limit, "law 7: a reading beyond the limit")
    }

    let printable = QuotedPrintable.decode(input.span)
    WireOracle.require(printable.bytes.count <= input.count, "law 7: quoted-printable grows")
    requireBeginning(QuotedPrintable.decode(input.span, limit: limit), of: printable.bytes, limit)
    WireOracle.require(
        QuotedPrintable.otherReading(of: input.span, limit: limit).count <= limit, "law 7: a reading beyond the limit")

    let lines = LineEnds.normalized(input.span).bytes
    WireOracle.require(WireOracle.isClean(lines) && lines.count <= 2 * input.count, "law 4: stray octets")
    WireOracle.require(LineEnds.normalized(lines.span).bytes == lines, "law 3: line ends are made anew")
    return 0
}

private func requireBeginning(_ cut: (bytes: [UInt8], defects: DefectSet), of whole: [UInt8], _ limit: Int) {
    WireOracle.require(cut.bytes.count <= limit && whole.starts(with: cut.bytes), "law 7: not the beginning")
    WireOracle.require(
        cut.bytes.count == whole.count || cut.defects.contains(.decodedTooLarge), "law 7: cut, and not said")
}
