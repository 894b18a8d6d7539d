import Foundation
import TestSupport
import Testing

@testable import Workers

@Suite struct SignatureFolderTests {
    private static func head(_ text: String) -> [UInt8] {
        Array(text.utf8) + [UInt8](repeating: 0x20, count: max(0, 512 - text.utf8.count))
    }

    /// A span cannot go through `#require`.
    private static func header(_ bytes: [UInt8]) -> CVDHeader? { CVDHeader(bytes.span) }

    private static func headOf(version: Int, time: String) -> [UInt8] {
        head("ClamAV-VDB:27 Nov 2026 08-30 -0500:\(version):2076543:90:0123abcd:Sig/na+ture:builder:\(time)")
    }

    private static func write(_ bytes: [UInt8], to name: String, in folder: TemporaryFolder, age: Int = 0) throws {
        let path = folder.path + "/" + name
        try Data(bytes).write(to: URL(filePath: path))
        let date = Date(timeIntervalSince1970: 1_700_000_000 - TimeInterval(age))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }

    @Test("The head of a signature file tells version, number and time")
    func header() throws {
        let header = try #require(Self.header(Self.headOf(version: 27801, time: "1795786200")))
        #expect(header.version == 27801)
        #expect(header.signatureCount == 2_076_543)
        #expect(header.time == 1_795_786_200)
        let old = try #require(Self.header(Self.head("ClamAV-VDB:1 Jan 2004 00-00 +0000:5:6:1:md5:dsig:builder")))
        #expect(old.version == 5 && old.time == nil)
    }

    @Test(
        "Law 7: what is no head is none, whatever it is",
        arguments: [
            [], head("ClamAV-VDB"), head("ClamAV-VDB:a:b:c:d:e:f:g:h"), [UInt8](repeating: 0x3A, count: 512),
            head("ClamAV-VDB:t:99999999999999999999:1:90:m:d:b:1"), head("ClamAV-VDB:t:-1:1:90:m:d:b:1"),
            head("ClamAV-VDc:t:1:1:90:m:d:b:1"), [UInt8](repeating: 0xFF, count: 4_096),
            Array(headOf(version: 1, time: "1").dropLast()),
        ] as [[UInt8]])
    func noHeader(bytes: [UInt8]) {
        #expect(Self.header(bytes) == nil)
    }

    @Test("A folder is as old as its daily signatures are by their own word")
    func daily() throws {
        let folder = try TemporaryFolder("signatures")
        try Self.write(Self.headOf(version: 62, time: "1600000000"), to: "main.cvd", in: folder)
        try Self.write(Self.headOf(version: 27800, time: "1690000000"), to: "daily.cvd", in: folder)
        try Self.write(Self.headOf(version: 27801, time: "1690086400"), to: "daily.cld", in: folder)
        try Self.write(Array("freshclam's".utf8), to: "freshclam.dat", in: folder)
        let found = try SignatureFolder(folder.path)
        #expect(found.fileCount == 3 && found.dailyVersion == 27801 && found.time == 1_690_086_400)
    }

    @Test("Without them it is as old as its newest file; so is a single file, and one whose head is broken")
    func newest() throws {
        let folder = try TemporaryFolder("signatures")
        try Self.write(Array("a:0:*:00\n".utf8), to: "a.ndb", in: folder, age: 500)
        try Self.write(Array("b:0:*:00\n".utf8), to: "b.ndb", in: folder, age: 300)
        try Self.write(Array("no head".utf8), to: "daily.cvd", in: folder, age: 400)
        let found = try SignatureFolder(folder.path)
        #expect(found.fileCount == 3 && found.dailyVersion == nil && found.time == 1_700_000_000 - 300)
        let single = try SignatureFolder(folder.path + "/a.ndb")
        #expect(single.fileCount == 1 && single.time == 1_700_000_000 - 500)
        try Self.write(Self.headOf(version: 9, time: "1690000000"), to: "daily.cvd", in: folder)
        #expect(try SignatureFolder(folder.path + "/daily.cvd").time == 1_690_000_000)
    }

    @Test("No folder, an empty one, and one without signatures are none")
    func missing() throws {
        let folder = try TemporaryFolder("signatures")
        #expect(throws: SignatureFolder.Missing(description: "No such file or directory")) {
            try SignatureFolder(folder.path + "/none")
        }
        try Self.write(Array("x".utf8), to: "freshclam.dat", in: folder)
        try Self.write([], to: "daily.cvd", in: folder)
        _ = try folder.folder("main.cvd")
        try #require(mkfifo(folder.path + "/x.ndb", 0o600) == 0)
        #expect(throws: SignatureFolder.Missing(description: "no signatures")) { try SignatureFolder(folder.path) }
    }
}
