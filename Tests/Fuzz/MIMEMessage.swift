// Modules: MailObject MIME
// Beside: Tests/MIMETests/MessageLaws.swift Tests/TestSupport/LineForms.swift
// Seeds: corpora/mime/ambiguous/*.eml
// Seeds: corpora/broken/*.eml
// Options: -max_len=4096 -dict=Tests/Fuzz/Support/mail.dict
import MIME

/// A message: parsed in both forms and each reading, edited. The last two bytes choose the limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMIMEMessage(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 1 else { return 0 }
    var limits = MIMELimits()
    if start[count - 1] & 1 != 0 {
        let small = Int(start[count - 2])
        limits.depth = small & 3
        limits.parts = small >> 2 & 7
        limits.fields = small >> 3
        limits.parameters = small >> 4
        limits.headerBytes = small * 2
        limits.decodedBytes = small * 4
        limits.expansion = small & 1
        limits.readings = small >> 5
    }
    let breaches = MessageLaws.breaches(
        of: Array(UnsafeBufferPointer(start: start, count: count - 2)), limits: limits)
    WireOracle.require(breaches.isEmpty, "\(breaches)")
    return 0
}
