// Modules: CLinux Descriptors MailObject MIME Evidence CIDN2 CLibXML2 CPSL Content
// Beside: Tests/Fuzz/Reading Tests/ContentTests/ReadingLaws.swift Tests/TestSupport/LineForms.swift
// Options: -max_len=2048 -dict=Tests/Fuzz/Support/encoded.dict

/// A text with uuencode, yEnc or BinHex in it, as it stands. The last byte chooses the limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzContentEncoded(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count - 1))
    FuzzReader.read(Array("Content-Type: text/plain\n\n".utf8) + input, choice: start[count - 1])
    return 0
}
