// Modules: CLinux Descriptors MailObject MIME Evidence CIDN2 CLibArchive CLibXML2 CPSL Content Unpack
// Beside: Tests/TestSupport/Archive.swift Tests/TestSupport/RARArchive.swift Tests/TestSupport/LittleEndian.swift Tests/TestSupport/CRC32.swift Tests/TestSupport/DeflateBlock.swift
// Seeds: Tests/Fuzz/Support/archives/*
// Options: -max_len=2048 -rss_limit_mb=2048 -malloc_limit_mb=512

import Evidence
import Unpack

/// An archive, alone or as the file of another; the seeds are what Debian's tools make of a file of nine bytes. The last byte chooses which, and the limits.
///
/// Twice the same, nothing beyond a limit unsaid, and each file below an archive that stands before it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzUnpackArchives(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count - 1))
    let choice = start[count - 1]
    let archive: [UInt8] =
        switch choice >> 6 {
        case 0: input
        case 1: Archive.zip([.plain("a.zip", input)])
        case 2: RARArchive.version4("a.rar", input)
        default: RARArchive.version5("a.7z", input)
        }
    var limits = UnpackLimits()
    // Of time there is enough here, so that what is found does not hang on the machine.
    limits.milliseconds = 600_000
    if choice & 1 != 0 { (limits.files, limits.depth, limits.unpackedBytes) = (3, 2, 5_000) }
    func listing() -> ArchiveListing {
        var unpacker = Unpacker(limits: limits) { _ in choice & 2 != 0 }
        unpacker.unpack(archive.span, of: 0, names: choice & 4 != 0 ? ["a.tar"] : [])
        return unpacker.listing
    }
    let found = listing()
    precondition(found == listing(), "not the same twice")
    precondition(found.members.count <= limits.files, "more files than allowed")
    for (place, member) in found.members.enumerated() {
        precondition(member.parent ?? -1 < place, "an archive behind what is in it")
        precondition(member.name.utf8.count <= limits.nameBytes * 3, "a name beyond the limit")
    }
    precondition((try? ArchiveListing(decoding: found.encoded)) != nil, "not decoded as it was written")
    return 0
}
