// Modules: CLinux Descriptors MailObject MIME Evidence CIDN2 CLibXML2 CPSL Content
// Beside: Tests/Fuzz/Reading Tests/ContentTests/ReadingLaws.swift Tests/TestSupport/LineForms.swift Tests/TestSupport/TNEFStream.swift Tests/TestSupport/EncodedForm.swift Tests/TestSupport/CRC32.swift
// Options: -max_len=2048 -dict=Tests/Fuzz/Support/tnef.dict

/// A stream of TNEF, and one whose message is compressed RTF. The last byte chooses which of them, and the limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzContentTNEF(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count - 1))
    let choice = start[count - 1]
    var stream = TNEFStream()
    switch choice >> 6 {
    case 0:
        FuzzReader.read(input, as: "application/ms-tnef", choice: choice & 63)
        return 0
    case 1:
        // Attributes as they should be around properties that are not.
        stream.add(0x0006_9003, input)
    case 2:
        stream.add(properties: [TNEFStream.property(0x1009, 0x102, input)])
    default:
        stream.add(properties: [TNEFStream.property(0x1009, 0x102, TNEFStream.compressed(input, refers: false))])
    }
    FuzzReader.read(stream.bytes, as: "application/ms-tnef", choice: choice & 63)
    return 0
}
