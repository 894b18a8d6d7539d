// Modules: CLinux Descriptors MailObject MIME Evidence CIDN2 CLibXML2 CPSL Content
// Beside: Tests/Fuzz/Reading Tests/ContentTests/ReadingLaws.swift Tests/TestSupport/LineForms.swift
// Seeds: corpora/broken/unclosed-html.eml
// Seeds: corpora/spam/*.eml
// Options: -max_len=4096 -dict=Tests/Fuzz/Support/mail.dict

/// An HTML page. The last two bytes choose its charset and the limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzContentHTML(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 1 else { return 0 }
    let charsets = ["", "; charset=utf-8", "; charset=windows-1252", "; charset=utf-16", "; charset=iso-2022-jp"]
    FuzzReader.read(
        Array(UnsafeBufferPointer(start: start, count: count - 2)),
        as: "text/html" + charsets[Int(start[count - 2]) % charsets.count], choice: start[count - 1])
    return 0
}
