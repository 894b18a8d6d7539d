// Modules: CLinux Descriptors MailObject MIME Evidence CIDN2 CLibXML2 CPSL Content
// Beside: Tests/Fuzz/Reading Tests/ContentTests/ReadingLaws.swift Tests/TestSupport/LineForms.swift
// Seeds: corpora/mime/ambiguous/*.eml
// Seeds: corpora/broken/*.eml
// Seeds: corpora/special/*.eml
// Seeds: corpora/spam/*.eml
// Options: -max_len=4096 -dict=Tests/Fuzz/Support/mail.dict

/// A whole message. The last byte chooses the limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzContentMessage(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    FuzzReader.read(Array(UnsafeBufferPointer(start: start, count: count - 1)), choice: start[count - 1])
    return 0
}
