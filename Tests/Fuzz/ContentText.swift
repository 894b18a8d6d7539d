// Modules: CLinux Descriptors MailObject MIME Evidence CIDN2 CLibXML2 CPSL Content
// Beside: Tests/Fuzz/Reading Tests/ContentTests/ReadingLaws.swift Tests/TestSupport/LineForms.swift
// Seeds: corpora/ham/*.eml
// Seeds: corpora/spam/*.eml
// Options: -max_len=2048 -dict=Tests/Fuzz/Support/mail.dict

/// A text: words, URLs, and what stands encoded in it. The last two bytes choose its charset and the limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzContentText(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 1 else { return 0 }
    let forms = [
        "", "; charset=utf-8", "; format=flowed; delsp=yes", "; charset=utf-7", "; charset=utf-16le",
        "; charset=gb18030", "; charset=iso-2022-kr", "; charset=hz-gb-2312", "; charset=shift_jis",
        "; charset=no-such",
    ]
    FuzzReader.read(
        Array(UnsafeBufferPointer(start: start, count: count - 2)),
        as: "text/plain" + forms[Int(start[count - 2]) % forms.count], choice: start[count - 1])
    return 0
}
