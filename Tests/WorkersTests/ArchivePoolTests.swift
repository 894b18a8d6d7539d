import Evidence
import Foundation
import MailObject
import TestSupport
import Testing
import Workers

@Suite("Archives, from inside the cage") struct ArchivePoolTests {
    /// A mail with files attached in base64.
    private func mail(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var text = "From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        text += "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        for (name, bytes) in files {
            text += "--b\r\nContent-Type: application/octet-stream; name=\"\(name)\"\r\n"
            text += "Content-Transfer-Encoding: base64\r\n\r\n"
            let options: Data.Base64EncodingOptions = [
                .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
            ]
            text += Data(bytes).base64EncodedString(options: options) + "\r\n"
        }
        return Array((text + "--b--\r\n").utf8)
    }

    private let virus = Array(PoolFixture.virus.utf8)

    @Test("Names and types in archives of two attachments, each below its own", arguments: [false, true])
    func listing(antivirus: Bool) async throws {
        let fixture = try PoolFixture(antivirus: antivirus)
        let zip = Archive.zip([.plain("in.zip", Archive.zip([.plain("ré.js", [0x61])]))])
        let message = mail([
            ("a.txt", [0x61]), ("one.zip", zip), ("two.rar", RARArchive.version5("b.exe", [0x62])), ("three.zip", zip),
        ])
        try await fixture.run {
            let inspection = try await fixture.inspect(message, lists: true, scans: antivirus)
            let attachments = try #require(inspection.reading.result).attachments
            let listing = try #require(inspection.archives.result)
            #expect(listing.obstacles == [])
            #expect(listing.members.map(\.name) == ["in.zip", "ré.js", "b.exe", "in.zip", "ré.js"])
            #expect(
                listing.members.map { $0.attachment.map { attachments[$0].names } } == [
                    ["one.zip"], ["one.zip"], ["two.rar"], ["three.zip"], ["three.zip"],
                ])
            #expect(listing.members.map(\.parent) == [nil, 0, nil, nil, 3])
            #expect(try await fixture.inspect(message).archives == .notRun)
            #expect(try await fixture.inspect(PoolFixture.mail(), lists: true).archives == .found(ArchiveListing()))
        }
    }

    @Test("A virus in what libclamav cannot unpack is found: RAR, zip with LZMA, zstd, ar; beside them also in a zip")
    func unpackedForScanner() async throws {
        let fixture = try PoolFixture(antivirus: true)
        let folder = try TemporaryFolder("archive")
        try Data(virus).write(to: folder.url.appending(path: "v.txt"))
        try Tool.run("7z", ["a", "-mm=lzma", "v.zip", "v.txt"], in: folder)
        try Tool.run("tar", ["-I", "zstd", "-cf", "v.tzst", "v.txt"], in: folder)
        try Tool.run("sh", ["-c", "xz --format=lzma -c v.txt > v.lzma"], in: folder)
        var specimens = [("v4.rar", RARArchive.version4("v", virus)), ("v5.rar", RARArchive.version5("v", virus))]
        for name in ["v.zip", "v.tzst", "v.lzma"] {
            specimens.append((name, [UInt8](try Data(contentsOf: folder.url.appending(path: name)))))
        }
        try await fixture.run {
            for (name, bytes) in specimens {
                for boxed in [bytes, Archive.zip([.plain(name, bytes)])] {
                    let inspection = try await fixture.inspect(mail([(name, boxed)]), lists: true, scans: true)
                    guard case .found(.infected) = inspection.scan else {
                        Issue.record("\(name): \(inspection.scan) \(inspection.archives)")
                        continue
                    }
                }
            }
        }
    }

    @Test("What was unpacked whole and is clean is clean; what could not be unpacked is not")
    func cleanOrNot() async throws {
        let fixture = try PoolFixture(antivirus: true)
        let rar = RARArchive.version5("notes.txt", Array("hello".utf8))
        try await fixture.run {
            let clean = try await fixture.inspect(mail([("a.rar", rar)]), lists: true, scans: true)
            #expect(clean.scan == .found(.clean))
            let cut = try await fixture.inspect(mail([("a.rar", Array(rar.dropLast(12)))]), lists: true, scans: true)
            #expect(cut.scan == .found(.incomplete(reason: "cannot unpack RAR")))
            #expect(cut.archives.result?.obstacles.isEmpty == false)
        }
    }
}
