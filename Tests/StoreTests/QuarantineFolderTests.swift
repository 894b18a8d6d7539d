import Descriptors
import Foundation
import Glibc
import MailObject
import Policy
import TestSupport
import Testing

@testable import Store

@Suite("Quarantine folder")
struct QuarantineFolderTests {
    private let fixture: BayesFixture
    private let quarantine: QuarantineFolder

    init() throws {
        fixture = try BayesFixture()
        quarantine = QuarantineFolder(path: fixture.folder.url.appending(path: "quarantine").path)
        try quarantine.prepare()
    }

    private func item(_ content: String, id: MailID = MailID()) throws -> QuarantineItem {
        QuarantineItem(
            id: id, category: "virus",
            envelope: Envelope(
                reversePath: Path("a@example.com"), recipients: [Recipient(forwardPath: Path("b@example.org"))]),
            fields: [
                HeaderField(name: "X-Quarantine-ID", value: "<\(id)>"),
                HeaderField(name: "X-Envelope-From", value: "<a@example.com>"),
                HeaderField(name: "X-Envelope-To", value: "<b@example.org>,\r\n <c@example.org>"),
            ],
            content: try ContentFile.holding(Array(content.utf8)))
    }

    @Test("A file holds the fields and the message, with LF line ends, under category and id")
    func form() throws {
        let id = MailID()
        let path = try quarantine.keep(try item("Subject: x\r\n\r\nbody\r\n.\r\n", id: id))
        #expect(path == "\(quarantine.path)/virus-\(id)")
        let expected = """
            X-Quarantine-ID: <\(id)>
            X-Envelope-From: <a@example.com>
            X-Envelope-To: <b@example.org>,
             <c@example.org>
            Subject: x

            body
            .

            """
        #expect(try String(contentsOf: URL(filePath: path), encoding: .utf8) == expected)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o640)
        #expect(try FileManager.default.contentsOfDirectory(atPath: quarantine.path).count == 1)
    }

    @Test("CRLF becomes LF wherever pieces are cut; a CR alone stays", arguments: 65_530...65_540)
    func pieces(length: Int) throws {
        let body = [UInt8](repeating: 0x78, count: length)
        let path = try quarantine.keep(try item(String(decoding: body, as: UTF8.self) + "\r\n\r\r\ny\r"))
        let written = try [UInt8](Data(contentsOf: URL(filePath: path)))
        #expect(Array(written.suffix(length + 5)) == body + Array("\n\r\ny\r".utf8))
    }

    @Test("What cannot be a quarantine folder is named with its path")
    func unusable() throws {
        let file = fixture.folder.url.appending(path: "file").path
        try Data().write(to: URL(filePath: file))
        let error = try #require(throws: StoreError.self) { try QuarantineFolder(path: file).prepare() }
        #expect(error.description.hasPrefix("\(file): is no folder"))
        let missing = QuarantineFolder(path: fixture.folder.url.appending(path: "none/none").path)
        #expect(throws: StoreError.self) { try missing.prepare() }
        let failed = try #require(throws: StoreError.self) { _ = try missing.keep(try item("x")) }
        #expect(failed.description.contains("No such file or directory"))
        try quarantine.prepare()
    }

    @Test("On a full disk nothing is kept half: an error, and no file", .enabled(if: SmallFileSystem.isAvailable))
    func fullDisk() throws {
        let disk = try SmallFileSystem(over: fixture.folder.folder("disk"), kilobytes: 256, reserved: 64)
        let full = QuarantineFolder(path: disk.path)
        let error = try #require(throws: StoreError.self) {
            _ = try full.keep(try item(String(repeating: "0123456789\r\n", count: 40_000)))
        }
        #expect(error.description.contains("No space left on device"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: full.path) == ["filler"])
        try disk.fill()
        #expect(throws: StoreError.self) { _ = try full.keep(try item("x\r\n")) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: full.path) == ["filler"])
        disk.makeRoom()
        _ = try full.keep(try item("x\r\n"))
    }
}
