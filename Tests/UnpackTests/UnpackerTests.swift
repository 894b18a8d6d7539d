import Content
import Evidence
import Foundation
import TestSupport
import Testing

@testable import Unpack

struct UnpackerTests {
    private static let program: [UInt8] = [0x4D, 0x5A, 0x90, 0] + Array(repeating: 0, count: 60)

    private func unpacked(
        _ bytes: [UInt8], _ name: String = "", limits: UnpackLimits = UnpackLimits(), canScan: Bool = true
    ) -> Unpacker {
        var unpacker = Unpacker(limits: limits) { _ in canScan }
        unpacker.unpack(bytes.span, of: 3, names: name.isEmpty ? [] : [name])
        return unpacker
    }

    @Test("A zip in a zip gives the names at every level, and the types by content")
    func nestedZip() {
        let inner = Archive.zip([.plain("invoice.pdf.exe", Self.program), .plain("notes/a.txt", Array("hello".utf8))])
        let listing = unpacked(Archive.zip([.plain("inner.zip", inner)])).listing
        #expect(listing.members.map(\.name) == ["inner.zip", "invoice.pdf.exe", "notes/a.txt"])
        #expect(listing.members.map(\.parent) == [nil, 0, 0])
        #expect(listing.members.map(\.attachment) == [3, 3, 3])
        #expect(listing.members.map(\.detectedType) == ["application/zip", "application/x-dosexec", ""])
        #expect(listing.members.map(\.byteCount) == [inner.count, 64, 5])
        #expect(listing.obstacles == [])
    }

    @Test(
        "Every kind of archive that Debian's tools make",
        arguments: [
            ("7z", ["7z", "a", "x.7z", "invoice.exe"]), ("zip", ["7z", "a", "x.zip", "invoice.exe"]),
            ("zip", ["7z", "a", "-mm=lzma", "x.zip", "invoice.exe"]),
            ("zip", ["7z", "a", "-mm=ppmd", "x.zip", "invoice.exe"]),
            ("zip", ["7z", "a", "-mm=bzip2", "x.zip", "invoice.exe"]),
            ("tar", ["tar", "cf", "x.tar", "invoice.exe"]), ("tgz", ["tar", "czf", "x.tgz", "invoice.exe"]),
            ("tbz", ["tar", "cjf", "x.tbz", "invoice.exe"]), ("txz", ["tar", "cJf", "x.txz", "invoice.exe"]),
            ("iso", ["genisoimage", "-quiet", "-J", "-o", "x.iso", "invoice.exe"]),
            ("ar", ["ar", "q", "x.ar", "invoice.exe"]),
            ("zst", ["tar", "-I", "zstd", "-cf", "x.zst", "invoice.exe"]),
            ("cpio", ["sh", "-c", "echo invoice.exe | cpio -o -H newc > x.cpio"]),
            ("gz", ["sh", "-c", "gzip -c invoice.exe > x.gz"]), ("bz2", ["sh", "-c", "bzip2 -c invoice.exe > x.bz2"]),
            ("xz", ["sh", "-c", "xz -c invoice.exe > x.xz"]),
            ("lzma", ["sh", "-c", "xz --format=lzma -c invoice.exe > x.lzma"]),
        ])
    func kinds(_ ending: String, _ command: [String]) throws {
        let folder = try TemporaryFolder("archive")
        try Data(Self.program).write(to: folder.url.appending(path: "invoice.exe"))
        try Tool.run(command[0], Array(command.dropFirst()), in: folder)
        let bytes = [UInt8](try Data(contentsOf: folder.url.appending(path: "x." + ending)))
        let listing = unpacked(bytes, "invoice.exe." + ending).listing
        #expect(listing.members.contains { $0.name.uppercased().contains("INVOICE.EXE") }, "\(listing)")
        #expect(listing.members.contains { $0.detectedType == "application/x-dosexec" }, "\(listing)")
        #expect(listing.obstacles == [])
        // The same in a zip, whatever it is called there.
        let outer = unpacked(Archive.zip([.plain("invoice.exe." + ending, bytes)])).listing
        #expect(outer.members.contains { $0.parent != nil && $0.detectedType == "application/x-dosexec" }, "\(outer)")
    }

    @Test("RAR, which libclamav cannot read without a library that is not free: names, and contents for the scanner")
    func rar() {
        for archive in [RARArchive.version4("ré.exe", Self.program), RARArchive.version5("ré.exe", Self.program)] {
            let unpacker = unpacked(archive, canScan: false)
            #expect(unpacker.listing.members.map(\.name) == ["ré.exe"])
            #expect(unpacker.listing.members.map(\.detectedType) == ["application/x-dosexec"])
            #expect(unpacker.unscanned == [Self.program])
            #expect(archive.withUnsafeBytes { unpacker.unpacked == [BytesKey($0)] })
            // Where something of it is missing the scanner has not seen it all.
            let cut = unpacked(Array(archive.dropLast(20)), canScan: false)
            #expect(cut.unpacked == [])
            #expect(cut.listing.obstacles != [])
        }
    }

    @Test("Encrypted: each file of a zip and a 7z, and a 7z that hides its names too")
    func encrypted() throws {
        let folder = try TemporaryFolder("archive")
        try Data("text".utf8).write(to: folder.url.appending(path: "a.txt"))
        try Tool.run("7z", ["a", "-pSECRET", "a.zip", "a.txt"], in: folder)
        try Tool.run("7z", ["a", "-pSECRET", "a.7z", "a.txt"], in: folder)
        try Tool.run("7z", ["a", "-pSECRET", "-mhe=on", "b.7z", "a.txt"], in: folder)
        for (file, name) in [("a.zip", "a.txt"), ("a.7z", "a.txt"), ("b.7z", "")] {
            let bytes = [UInt8](try Data(contentsOf: folder.url.appending(path: file)))
            let listing = unpacked(bytes, file).listing
            #expect(listing.members.map(\.name) == [name], "\(file)")
            #expect(listing.members.map(\.isEncrypted) == [true])
            #expect(listing.obstacles == [])
        }
    }

    @Test("A zip whose directory keeps quiet about a file: it is listed nevertheless, and by its content")
    func hiddenFile() {
        let quiet = Archive.zip([.plain("a.txt", [0x61]), .plain("hidden.dat", Self.program)])
        let honest = Archive.zip([.plain("a.txt", [0x61])])
        // The local headers of one, the directory of the other.
        let directory = honest.firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound ?? 0
        let start = quiet.firstRange(of: [0x50, 0x4B, 1, 2])?.lowerBound ?? 0
        var lying = Array(quiet[..<start] + honest[directory...])
        let end = lying.count - 6
        lying[end] = UInt8(start & 0xFF)
        lying[end + 1] = UInt8(start >> 8)
        let listing = unpacked(lying).listing
        #expect(listing.members.map(\.name) == ["a.txt", "hidden.dat"])
        #expect(listing.members.last?.detectedType == "application/x-dosexec")
    }

    @Test("An archive behind a picture or a program is found")
    func behindOthers() {
        let archive = Archive.zip([.plain("a.js", [0x61])])
        let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(repeating: 7, count: 900)
        #expect(unpacked(picture + archive).listing.members.map(\.name) == ["a.js"])
        #expect(unpacked(Self.program + archive).listing.members.map(\.name) == ["a.js"])
        #expect(unpacked(Self.program).listing == ArchiveListing())
    }

    @Test("Entries of note in a compound file: macros, and an encrypted document")
    func compoundFile() {
        var file: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array(repeating: 0, count: 504)
        for name in ["Root Entry", "_VBA_PROJECT", "EncryptedPackage"] {
            var entry: [UInt8] = name.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), 0] as [UInt8] }
            entry += Array(repeating: 0, count: 128 - entry.count)
            entry[64] = UInt8(name.utf16.count * 2 + 2)
            file += entry
        }
        let listing = unpacked(file).listing
        #expect(listing.members.map(\.name) == ["_VBA_PROJECT", "EncryptedPackage"])
        #expect(listing.members.map(\.isEncrypted) == [false, true])
    }

    @Test("Documents with a password are encrypted; the same without one are not")
    func lockedDocuments() throws {
        let folder = Corpora.root.appending(path: "corpora/documents")
        for (file, place) in [("doc", "WordDocument"), ("xls", "Workbook"), ("odt", "META-INF/manifest.xml")] {
            let open = [UInt8](try Data(contentsOf: folder.appending(path: "open." + file)))
            #expect(unpacked(open).listing.members.filter(\.isEncrypted) == [])
            let locked = [UInt8](try Data(contentsOf: folder.appending(path: "locked." + file)))
            #expect(unpacked(locked).listing.members.filter(\.isEncrypted).map(\.name) == [place])
        }
        let head: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array(repeating: 0, count: 504)
        let user: [UInt8] = [0, 0, 0xF6, 0x0F, 0x20, 0, 0, 0, 0x14, 0, 0, 0]
        let presentations = [[0x5F, 0xC0, 0x91, 0xE3], [0xDF, 0xC4, 0xD1, 0xF3]].map {
            head + user + $0 + Array(repeating: 0, count: 48)
        }
        #expect(presentations.map { unpacked($0).listing.members.map(\.name) } == [[], ["PowerPoint Document"]])
    }

    @Test("Excel's macros before VBA: a sheet of that kind in a workbook, and as XML")
    func macroSheets() throws {
        let file = Corpora.root.appending(path: "corpora/documents/open.xls")
        var book = [UInt8](try Data(contentsOf: file))
        let name = Array("\u{6}\u{0}Sheet1".utf8)
        let place = try #require(book.firstRange(of: name)?.lowerBound)
        book[place - 1] = 1
        #expect(unpacked(book).listing.members.map(\.name) == ["Excel 4.0 macro sheet"])
        let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n"
        let roots = [
            "<xm:macrosheet xmlns:xm=\"x\">", "<macrosheet>", "<xm:worksheet>", "<nomacrosheet>", "<!-- macrosheet",
        ]
        let sheets = roots.map { Archive.Member.plain("sheet", Array((declaration + $0).utf8)) }
        #expect(
            unpacked(Archive.zip(sheets)).listing.members.map { $0.detectedType.hasSuffix("macrosheet+xml") }
                == [true, true, false, false, false])
    }

    @Test("ARJ: what it names is listed and nothing is unpacked, which is said")
    func arj() throws {
        let folder = try TemporaryFolder("archive")
        try Data(Self.program).write(to: folder.url.appending(path: "invoice.pdf.exe"))
        try folder.write("text", to: "in/notes.txt")
        try Tool.run("arj", ["a", "-r", "x.arj", "invoice.pdf.exe", "in"], in: folder)
        try Tool.run("arj", ["a", "-gSECRET", "y.arj", "invoice.pdf.exe"], in: folder)
        let bytes = [UInt8](try Data(contentsOf: folder.url.appending(path: "x.arj")))
        let listing = unpacked(bytes).listing
        #expect(listing.members.map(\.name) == ["invoice.pdf.exe", "in/notes.txt"])
        #expect(listing.members.map(\.byteCount) == [Self.program.count, 4])
        #expect(listing.members.map(\.isEncrypted) == [false, false])
        #expect(listing.obstacles == ["cannot unpack ARJ"])
        let locked = [UInt8](try Data(contentsOf: folder.url.appending(path: "y.arj")))
        #expect(unpacked(locked).listing.members.map(\.isEncrypted) == [true])
        for count in 0..<bytes.count { _ = unpacked(Array(bytes.prefix(count))) }
    }

    @Test("ACE: what it names is listed and nothing is unpacked, which is said")
    func ace() {
        let bytes = ACEArchive.stored([("in\\invoice.exe", Self.program), ("b.txt", [0x61])])
        let listing = unpacked(bytes).listing
        #expect(listing.members.map(\.name) == ["in\\invoice.exe", "b.txt"])
        #expect(listing.members.map(\.byteCount) == [Self.program.count, 1])
        #expect(listing.members.map(\.isEncrypted) == [false, false])
        #expect(listing.obstacles == ["cannot unpack ACE"])
        #expect(
            unpacked(ACEArchive.stored([("a", [1])], isEncrypted: true)).listing.members.map(\.isEncrypted) == [true])
        for count in 0..<bytes.count { _ = unpacked(Array(bytes.prefix(count))) }
    }

    @Test("An archive that holds itself ends at a limit, which is said")
    func quines() {
        let zip = unpacked(Quine.zip()).listing
        #expect(zip.members.count == 17)
        #expect(zip.obstacles == ["over the limit of 17 archives within each other"])
        // What is compressed many times over is one file to libarchive, up to a limit of its own.
        let gzip = unpacked(Quine.gzip()).listing
        #expect(gzip.obstacles != [])
    }

    @Test("What is no archive gives nothing, whatever it is called")
    func noArchives() {
        for bytes in [
            [], Array("Hello".utf8), Array("BZ is a film".utf8), Array("MZ is a text, long enough for it".utf8),
        ] {
            for name in ["", "a.txt", "a.zip", "a.tar", "a.rar"] {
                #expect(unpacked(bytes, name).listing == ArchiveListing(), "\(name) \(bytes)")
            }
        }
    }

    @Test("Every limit that is breached is said")
    func limits() {
        func obstacles(_ bytes: [UInt8], _ change: (inout UnpackLimits) -> Void) -> [String] {
            var limits = UnpackLimits()
            // However slow the machine is.
            limits.milliseconds = 600_000
            change(&limits)
            return unpacked(bytes, limits: limits).listing.obstacles
        }
        var nested = Archive.zip([.plain("a.txt", [0x61])])
        for level in 0..<20 { nested = Archive.zip([.plain("\(level).zip", nested)]) }
        #expect(obstacles(nested) { _ in } == ["over the limit of 17 archives within each other"])
        #expect(obstacles(nested) { $0.depth = 30 } == [])
        let many = Archive.zip((0..<50).map { .plain("\($0).txt", [0x61]) })
        #expect(obstacles(many) { $0.files = 49 } == ["over the limit of 49 files in archives"])
        #expect(obstacles(many) { $0.files = 50 } == [])
        let bomb = Archive.zip([.zeros("zeros", count: 258 * 38_760 + 1)])
        let boxed = Archive.zip([.plain("a.zip", bomb), .plain("b.zip", bomb)])
        #expect(obstacles(boxed) { _ in } == [])
        #expect(obstacles(boxed) { $0.fileBytes = 1_000 }.contains { $0.contains("for a file in an archive") })
        #expect(obstacles(boxed) { $0.heldBytes = 1_000 }.contains("over the limit of 1000 bytes unpacked at a time"))
        #expect(obstacles(boxed) { $0.unpackedBytes = 1_000 } == ["over the limit of 1000 bytes unpacked"])
        #expect(obstacles(boxed) { $0.milliseconds = 0 } == ["over the limit of 0 ms for unpacking"])
    }

    @Test("A compressed file that begins with zeros is no empty archive")
    func zerosFirst() throws {
        let folder = try TemporaryFolder("archive")
        let bytes = [UInt8](repeating: 0, count: 2_000) + [0x61]
        try Data(bytes).write(to: folder.url.appending(path: "zeros.bin"))
        for (program, ending) in [("gzip", "gz"), ("xz", "xz"), ("bzip2", "bz2"), ("zstd", "zst")] {
            try Tool.run(program, ["-k", "zeros.bin"], in: folder)
            let packed = [UInt8](try Data(contentsOf: folder.url.appending(path: "zeros.bin." + ending)))
            let unpacker = unpacked(packed, "zeros.bin." + ending)
            #expect(unpacker.listing.members.map(\.name) == ["zeros.bin"], "\(ending)")
            #expect(unpacker.listing.members.map(\.byteCount) == [2_001])
            #expect(unpacker.unscanned == (ending == "zst" ? [bytes] : []))
        }
    }

    @Test("What has the mark of an archive and is none is said")
    func brokenFromTheStart() {
        let rest = [UInt8](repeating: 0xA5, count: 40_000)
        var marks: [[UInt8]] = ["Rar!\u{1A}\u{07}", "MSCF", "xx-lh5-", "LZIP", "BZh", "!<arch>\n", "PK\u{3}\u{4}"].map {
            Array($0.utf8)
        }
        marks += [
            [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], [0x78, 0x61, 0x72, 0x21, 0, 0x1C], [0x28, 0xB5, 0x2F, 0xFD],
            [0x1F, 0x8B], Array(repeating: 0, count: 32_769) + Array("CD001".utf8),
        ]
        for mark in marks {
            let listing = unpacked(mark + rest).listing
            // Of a zip's header the next bytes may say that it is encrypted.
            #expect(!listing.obstacles.isEmpty || listing.members.contains { $0.isEncrypted }, "\(mark.prefix(8))")
        }
    }

    @Test("An archive may be empty")
    func empty() throws {
        let folder = try TemporaryFolder("archive")
        try folder.write("", to: "empty")
        try Tool.run("gzip", ["-k", "empty"], in: folder)
        try Tool.run("xz", ["-k", "empty"], in: folder)
        try Tool.run("tar", ["czf", "e.tgz", "-T", "/dev/null"], in: folder)
        for file in ["empty.gz", "empty.xz", "e.tgz"] {
            let bytes = [UInt8](try Data(contentsOf: folder.url.appending(path: file)))
            #expect(unpacked(bytes, file).listing.obstacles == [], "\(file)")
        }
        #expect(unpacked(Archive.zip([]), "a.zip").listing == ArchiveListing())
    }

    @Test("What is missing of one archive is not forgiven for another that misses the same")
    func sameObstacleTwice() {
        let rar = RARArchive.version5("a.exe", Self.program)
        var unpacker = Unpacker { _ in false }
        for cut in [20, 21] { unpacker.unpack(Array(rar.dropLast(cut)).span, of: 0, names: []) }
        #expect(unpacker.listing.obstacles.count <= 2)
        #expect(unpacker.unpacked == [])
    }

    @Test("Long names keep their end; broken ones become UTF-8")
    func names() {
        let long = String(repeating: "x", count: 3_000) + ".exe"
        let listing = unpacked(Archive.zip([.plain(long, [1])])).listing
        #expect(listing.members.map(\.name.utf8.count) == [1_024])
        #expect(listing.members.first?.name.hasSuffix(".exe") == true)
    }

    @Test("Any damage to an archive is said or harmless, and never a crash (law 7)")
    func damage() {
        var generator = SeededGenerator(seed: 26)
        let specimens = [
            Archive.zip([.plain("in.zip", Archive.zip([.plain("a.exe", Self.program), .zeros("z", count: 9_999)]))]),
            RARArchive.version4("a.exe", Self.program), RARArchive.version5("a.exe", Self.program),
        ]
        for specimen in specimens {
            for _ in 0..<400 {
                var bytes = specimen
                for _ in 0..<Int.random(in: 1...6, using: &generator) {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                if Bool.random(using: &generator) {
                    bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
                }
                let listing = unpacked(bytes, "a.zip", canScan: false).listing
                #expect(listing.members.count < 100)
            }
        }
    }
}
