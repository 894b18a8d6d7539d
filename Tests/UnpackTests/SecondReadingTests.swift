import Evidence
import Foundation
import TestSupport
import Testing

@testable import Unpack

/// Files that one program opens in another way than the next, or under another name.
struct SecondReadingTests {
    private static let program: [UInt8] = [0x4D, 0x5A, 0x90, 0] + Array(repeating: 0, count: 60)
    private static let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(0...99)

    private func unpacker(_ bytes: [UInt8], _ name: String = "", canScan: Bool = true) -> Unpacker {
        var unpacker = Unpacker { _ in canScan }
        unpacker.unpack(bytes.span, of: 0, names: name.isEmpty ? [] : [name])
        return unpacker
    }

    private func names(_ bytes: [UInt8], _ name: String = "") -> [String] {
        unpacker(bytes, name).listing.members.map(\.name)
    }

    private func packed(_ bytes: [UInt8], _ command: String, name: String = "a.dat") throws -> [UInt8] {
        let folder = try TemporaryFolder("second")
        try Data(bytes).write(to: folder.url.appending(path: name))
        try Tool.run("sh", ["-c", command], in: folder)
        return [UInt8](try Data(contentsOf: folder.url.appending(path: "packed")))
    }

    @Test("A zip behind a tar is read as both, compressed too, and the scanner gets its files")
    func behindTar() throws {
        let tar = try packed([0x61], "tar cf packed a.dat")
        let both = tar + Archive.zip([.plain("invoice.js", Self.program)])
        #expect(names(both) == ["a.dat", "invoice.js"])
        #expect(unpacker(both).unscanned.contains(Self.program))
        for command in ["gzip -c a.dat > packed", "zstd -q a.dat -o packed"] {
            let listing = unpacker(try packed(both, command), canScan: false)
            #expect(listing.listing.members.contains { $0.name == "invoice.js" }, "\(listing.listing)")
            #expect(listing.unscanned.contains(both))
        }
    }

    @Test("zstd and lz4 are known by each mark that may stand first")
    func marks() throws {
        let skippable: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
        let zstd = try packed(Self.program, "zstd -q a.dat -o packed")
        let unpacked = unpacker(skippable + zstd)
        #expect(unpacked.listing.members.map(\.detectedType) == ["application/x-dosexec"])
        #expect(unpacked.unscanned == [Self.program])
        // What libarchive does not know of lz4 is said.
        let legacy = unpacker([0x02, 0x21, 0x4C, 0x18, 9, 0, 0, 0] + [UInt8](repeating: 7, count: 40))
        #expect(legacy.unscanned != [] || legacy.listing.obstacles != [])
    }

    @Test("What LZMA alone compressed is known whatever it is called")
    func lzma() throws {
        let bytes = try packed(Self.program, "xz --format=lzma -c a.dat > packed")
        for name in ["", "a.7z", "letter.txt"] {
            let unpacked = unpacker(bytes, name)
            #expect(unpacked.listing.members.map(\.detectedType) == ["application/x-dosexec"], "\(name)")
            #expect(unpacked.unscanned == [Self.program])
        }
    }

    @Test(
        "What a zip calls a socket, a device, a pipe or a link is read as a file",
        arguments: [0xC000, 0x2000, 0x1000, 0xA000])
    func notFiles(type: Int) throws {
        for name in ["invoice.dat", "inner.zip"] {
            let file = name == "inner.zip" ? Archive.zip([.plain("invoice.js", [1])]) : Self.program
            var bytes = Archive.zip([.plain(name, file)])
            let entry = try #require(bytes.lastRange(of: [0x50, 0x4B, 1, 2])?.lowerBound)
            bytes[entry + 5] = 3
            bytes[entry + 41] = UInt8(type >> 8)
            bytes[entry + 40] = 0xFF
            let listing = unpacker(bytes).listing
            #expect(listing.members.first?.name == name)
            #expect(listing.members.first?.detectedType != "", "\(listing)")
            #expect(listing.members.count == (name == "inner.zip" ? 2 : 1), "\(listing)")
        }
    }

    @Test("A file of a zip has all its names: in front, in the directory, in Unicode")
    func zipNames() throws {
        var bytes = Archive.zip([.plain("invoicetxt", Self.program)])
        let directory = try #require(bytes.lastRange(of: Array("invoicetxt".utf8)))
        bytes.replaceSubrange(directory, with: Array("invoice.js".utf8))
        #expect(Set(names(bytes)) == ["invoicetxt", "invoice.js"])
        #expect(Set(names(Self.picture + bytes)) == ["invoicetxt", "invoice.js"])

        let field: [UInt8] = [0x75, 0x70, 15, 0, 1, 0, 0, 0, 0] + Array("invoice.js".utf8)
        var renamed = Archive.zip([.plain("a.txt", Self.program)])
        let entry = try #require(renamed.lastRange(of: [0x50, 0x4B, 1, 2])?.lowerBound)
        renamed[entry + 30] = UInt8(field.count)
        renamed.insert(contentsOf: field, at: entry + 46 + 5)
        renamed[renamed.count - 10] += UInt8(field.count)
        #expect(names(renamed).contains("invoice.js"))
    }

    @Test("The name that a gzip file has for its file counts beside its own")
    func gzipName() throws {
        let bytes = try packed(Self.program, "gzip -c invoice.js > packed", name: "invoice.js")
        #expect(names(bytes, "report.gz") == ["invoice.js", "report"])
        #expect(names(Archive.zip([.plain("report.gz", bytes)])) == ["report.gz", "invoice.js", "report"])
    }

    @Test("An archive behind much else is found in an archive too")
    func farBehind() {
        let front = Self.picture + Array(repeating: 0x20, count: 100_000)
        let archive = Archive.zip([.plain("invoice.js", [1])])
        #expect(names(front + archive) == ["invoice.js"])
        #expect(names(Archive.zip([.plain("files.dat", front + archive)])) == ["files.dat", "invoice.js"])
    }

    @Test("RAR behind anything is listed and its files are scanned; if it cannot be read that is said")
    func rarBehind() {
        let archive = RARArchive.version5("invoice.exe", Self.program)
        let unpacked = unpacker(Self.picture + archive)
        #expect(unpacked.listing.members.map(\.name) == ["invoice.exe"])
        #expect(unpacked.unscanned == [Self.program])
        let cut = unpacker(Self.picture + archive.prefix(20))
        #expect(cut.listing.obstacles.contains("cannot unpack RAR"), "\(cut.listing)")
    }

    @Test("A disk image has both its names for a file")
    func imageNames() throws {
        var bytes = try packed([1, 2, 3], "genisoimage -quiet -J -R -o packed invoice.js", name: "invoice.js")
        let rockRidge = try #require(bytes.firstRange(of: Array("invoice.js".utf8)))
        bytes.replaceSubrange(rockRidge, with: Array("invoicetxt".utf8))
        #expect(Set(names(bytes)).isSuperset(of: ["invoicetxt", "invoice.js"]), "\(names(bytes))")
    }

    @Test("A file that stands encoded in a file of an archive is listed, and scanned")
    func encoded() {
        for form in [EncodedForm.uuencode, .base64] {
            let text = form.lines(Self.program, name: "invoice.exe")
            let unpacked = unpacker(Archive.zip([.plain("letter.txt", text)]))
            #expect(unpacked.listing.members.count == 2, "\(unpacked.listing)")
            #expect(unpacked.listing.members.last?.detectedType == "application/x-dosexec")
            #expect(unpacked.listing.members.last?.parent == 0)
            #expect(unpacked.unscanned == [Self.program])
        }
        let inner = EncodedForm.uuencode.lines(Archive.zip([.plain("invoice.js", [1])]), name: "a.zip")
        #expect(names(Archive.zip([.plain("letter.txt", inner)])) == ["letter.txt", "a.zip", "invoice.js"])
    }

    @Test(
        "Containers that nobody looks into are said",
        arguments: [
            ("MSWIM\0\0\0", "WIM"), ("vhdxfile", "virtual disk"), ("KDMV", "virtual disk"), ("hsqs", "SquashFS"),
        ])
    func unreadable(mark: String, name: String) {
        let bytes = Array(mark.utf8) + [UInt8](repeating: 1, count: 500)
        #expect(unpacker(bytes).listing.obstacles == ["cannot unpack \(name)"])
        #expect(unpacker(Archive.zip([.plain("a", bytes)])).listing.obstacles == ["cannot unpack \(name)"])
    }
}

extension [UInt8] {
    /// Where bytes stand for the last time.
    fileprivate func lastRange(of part: [UInt8]) -> Range<Int>? {
        (0...Swift.max(0, count - part.count)).reversed().first { self[$0...].starts(with: part) }
            .map { $0..<$0 + part.count }
    }
}
