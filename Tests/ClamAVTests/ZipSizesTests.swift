import TestSupport
import Testing

@testable import ClamAV

@Suite struct ZipSizesTests {
    private static func largest(_ bytes: [UInt8]) -> Int { ZipSizes.largest(in: bytes.span) }

    @Test("The largest size counts, wherever it stands, in a stored zip within a zip too")
    func largest() {
        let zip = Archive.zip([
            .plain("a", [1, 2, 3]), .zeros("b", count: 500, announced: 300_000_000), .plain("c", [4]),
        ])
        #expect(Self.largest(zip) == 300_000_000)
        #expect(Self.largest(Archive.nested(zip, depth: 3)) == 300_000_000)
        #expect(Self.largest([0x50] + zip) == 300_000_000)
    }

    @Test("A size that only the central directory gives counts")
    func centralOnly() throws {
        var zip = Archive.zip([.zeros("b", count: 500, announced: 300_000_000)])
        zip.replaceSubrange(22..<26, with: [0, 0, 0, 0])
        #expect(Self.largest(zip) == 300_000_000)
    }

    @Test("What only looks like a header does not count, and no cut of an archive traps")
    func noHeader() {
        #expect(Self.largest([]) == 0)
        #expect(Self.largest([0x50, 0x4B, 1, 2] + [UInt8](repeating: 0xFF, count: 60)) == 0)
        let zip = Archive.zip([.plain("a", [1, 2, 3])])
        for cut in 0...zip.count { #expect(Self.largest(Array(zip[..<cut])) <= 3) }
    }
}
