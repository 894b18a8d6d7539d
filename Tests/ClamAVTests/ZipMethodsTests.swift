import TestSupport
import Testing

@testable import ClamAV

@Suite("ZipMethods")
struct ZipMethodsTests {
    private func first(_ members: [Archive.Member]) -> UInt16? {
        ZipMethods.firstUnreadable(in: Archive.zip(members).span)
    }

    @Test("Methods that libclamav knows are readable", arguments: [0, 6, 8, 9, 12] as [UInt16])
    func readable(_ method: UInt16) {
        #expect(first([Archive.Member(name: "a", stored: [1, 2], announcedBytes: 9, method: method)]) == nil)
    }

    @Test("Others are named, wherever in the archive they are", arguments: [1, 2, 14, 93, 95, 98] as [UInt16])
    func unreadable(_ method: UInt16) {
        let odd = Archive.Member(name: "a", stored: [1, 2], announcedBytes: 9, method: method)
        #expect(first([.plain("p", [0x50, 0x4B, 0x50]), odd]) == method)
        #expect(first([odd, .plain("p", [])]) == method)
    }

    @Test("An encrypted member is not named here")
    func encrypted() {
        #expect(
            first([Archive.Member(name: "a", stored: [1], announcedBytes: 1, method: 14, isEncrypted: true)]) == nil)
    }

    @Test("Every beginning of an archive is read without a trap")
    func truncated() {
        let archive = Archive.zip([Archive.Member(name: "a", stored: [1], announcedBytes: 1, method: 14)])
        for count in 0...archive.count {
            let found = ZipMethods.firstUnreadable(in: archive.span.extracting(first: count))
            #expect(found == (count >= 10 ? 14 : nil))
        }
    }
}
