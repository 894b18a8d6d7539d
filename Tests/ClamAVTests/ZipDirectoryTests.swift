import TestSupport
import Testing

@testable import ClamAV

@Suite struct ZipDirectoryTests {
    private static func hides(_ bytes: [UInt8], isZip: Bool = true) -> Bool {
        bytes.withUnsafeBufferPointer { ZipDirectory.hidesFiles($0, isZip: isZip) }
    }

    private static let archive = Archive.zip([.plain("a", [1, 2, 3]), .zeros("b", count: 1_000), .plain("c", [])])

    @Test("An archive that says the same in front and at its end hides nothing, with a comment and without")
    func plain() {
        #expect(!Self.hides(Self.archive))
        #expect(!Self.hides(Self.archive + [0, 0]))
        #expect(!Self.hides(Archive.zip([])))
        #expect(!Self.hides(Archive.zip([.encrypted("a")])))
        #expect(!Self.hides(Self.archive, isZip: false))
        #expect(!Self.hides([1, 2, 3] + Self.archive, isZip: false))
    }

    @Test("A false end of a directory in a comment, or behind it, hides what the true one does")
    func falseEnd() {
        var lying = Self.archive
        lying[7] = 0x20
        #expect(Self.hides(lying))
        let end: [UInt8] = [0x50, 0x4B, 5, 6] + Array(repeating: 0, count: 18)
        for rest in [end, end + [0, 0, 0], [1, 2] + end] {
            #expect(Self.hides(lying + rest))
            var commented = lying
            commented[commented.count - 2] = UInt8(rest.count)
            #expect(Self.hides(commented + rest))
        }
        // A comment that is only ends.
        var full = lying
        full[full.count - 2] = UInt8(220)
        for _ in 0..<10 { full += end }
        #expect(Self.hides(full))
        // Before many ends that look like that of another archive.
        let decoy = Self.archive.suffix(22)
        #expect(Self.hides(lying + Array(repeatElement(Array(decoy.dropLast(2)) + [0xFF, 0xFF], count: 10).joined())))
        // An archive within is another one.
        #expect(!Self.hides(Archive.zip([.plain("inner.zip", Self.archive), .plain("a", [1])])))
    }

    @Test("Law 7: every beginning of an archive is read without a trap, and hides something")
    func cut() {
        for count in 0..<Self.archive.count {
            #expect(Self.hides(Array(Self.archive.prefix(count))))
            #expect(!Self.hides(Array(Self.archive.prefix(count)), isZip: false))
        }
    }

    @Test("Law 7: an archive in which any byte is another is read without a trap")
    func changed() {
        for index in Self.archive.indices {
            for value in [0, 0x50, 0xFF] as [UInt8] {
                var bytes = Self.archive
                bytes[index] = value
                for isZip in [false, true] { _ = Self.hides(bytes, isZip: isZip) }
            }
        }
    }
}
