// Modules: CLinux Descriptors MailObject SMTP
// Seeds: corpora/smtp/server-*.session C
// Options: -max_len=2048
import SMTP

/// Octets as DATA and as a content, through decoder and encoder. The last octet says how they are cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSMTPData(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count - 1))
    let seed = start[count - 1]

    let whole = decoded([input[...]])
    let cut = decoded(WireOracle.pieces(of: input[...], seed: seed))
    let end = WireOracle.end(of: input)
    WireOracle.require(whole.taken == end ?? input.count, "law 4: the end is elsewhere")
    WireOracle.require(whole.isFinished == (end != nil), "law 4: an end that is none, or one that was missed")
    WireOracle.require(whole.content == cut.content && whole.taken == cut.taken, "law 6: another cut, another content")
    WireOracle.require(whole.replaced == cut.replaced, "law 6: another cut, another count")
    WireOracle.require(whole.content.count <= input.count, "law 7: more comes out than went in")

    // Any octets leave with one end, and the same ones however they come.
    let wire = encoded([input[...]])
    WireOracle.requireOneEnd(wire)
    let same = encoded(WireOracle.pieces(of: input[...], seed: seed))
    WireOracle.require(wire == same, "law 6: another cut, another wire")

    // A content under law 4 comes back as it was.
    guard whole.isFinished else { return 0 }
    WireOracle.require(WireOracle.isClean(whole.content), "law 4: stray octets within")
    let back = decoded([encoded([whole.content[...]])[...]])
    WireOracle.require(back.isFinished && back.content == whole.content && back.replaced == 0, "law 3: not the same")
    return 0
}

private func decoded(
    _ pieces: [ArraySlice<UInt8>]
) -> (content: [UInt8], taken: Int, replaced: Int, isFinished: Bool) {
    var decoder = DataDecoder()
    var content: [UInt8] = []
    var taken = 0
    for piece in pieces where !decoder.isFinished { taken += decoder.decode(Array(piece).span, into: &content) }
    return (content, taken, decoder.replacedOctets, decoder.isFinished)
}

private func encoded(_ pieces: [ArraySlice<UInt8>]) -> [UInt8] {
    var encoder = DataEncoder()
    var wire: [UInt8] = []
    for piece in pieces { encoder.encode(Array(piece).span, into: &wire) }
    encoder.finish(into: &wire)
    return wire
}
