import Evidence
import Foundation
import TestSupport
import Testing

@testable import ClamAV

@Suite("Engine")
struct EngineTests {
    private let signatures: Signatures
    private static let eicar = [Signatures.names.eicar]

    init() throws { signatures = try Signatures() }

    @Test("EICAR is infected and its signature named: bare, in a zip, in a base64 mail, in a zip in a mail")
    func eicar() throws {
        let engine = try signatures.engine()
        let zip = Archive.zip([.plain("readme.txt", [UInt8]("Read me.".utf8)), .plain("eicar.com", Canary.eicar)])
        #expect(engine.scan(bytes: Canary.eicar).signatures == Self.eicar)
        #expect(engine.scan(bytes: zip).signatures == Self.eicar)
        #expect(
            engine.scanMessage(bytes: Mail.message(attaching: Canary.eicar, name: "eicar.com")).signatures == Self.eicar
        )
        #expect(engine.scanMessage(bytes: Mail.message(attaching: zip, name: "eicar.zip")).signatures == Self.eicar)
    }

    @Test("Text, mail, an ordinary zip and nothing at all are clean")
    func clean() throws {
        let engine = try signatures.engine()
        let text = [UInt8]("Hello, see you on Tuesday.".utf8)
        #expect(engine.scan(bytes: text) == .found(.clean))
        #expect(engine.scan(bytes: []) == .found(.clean))
        #expect(
            engine.scan(bytes: Archive.zip([.plain("a.txt", text), .zeros("b", count: 100_000)])) == .found(.clean))
        #expect(engine.scanMessage(bytes: Mail.message(attaching: text, name: "a.txt")) == .found(.clean))
        #expect(engine.scanMessage(bytes: []) == .found(.clean))
    }

    @Test("Every signature that matches is named once")
    func names() throws {
        let engine = try signatures.engine()
        let zip = Archive.zip([
            .plain("1", Canary.eicar), .plain("2", Signatures.secondVirus), .plain("3", Canary.eicar),
            .plain("4", Signatures.secondVirus),
        ])
        guard case .found(.infected(let names, _)) = engine.scan(bytes: zip) else {
            Issue.record("not infected")
            return
        }
        #expect(names.sorted() == [Signatures.names.eicar, Signatures.names.second].sorted())
    }

    @Test(
        "A message is decoded whatever field it begins with",
        arguments: ["Received: from a", "X-Foo: bar", "Received:from a", "received: a", " folded", "no colon", ""])
    func firstField(_ field: String) throws {
        let engine = try signatures.engine()
        #expect(engine.scanMessage(bytes: Mail.bare(Canary.eicar, firstField: field)).signatures == Self.eicar)
    }

    @Test("Without its mail parser libclamav still finds what marks a mail as a whole, and decodes no part of it")
    func withoutParser() throws {
        try signatures.add("mail.ndb", "Tamis.Test.Mail:4:*:\(hex([UInt8]("mark of a whole mail".utf8)))\n")
        let engine = try signatures.engine()
        let text = [UInt8]("It has the mark of a whole mail.".utf8)
        for field in ["Received: from a", "X-Foo: bar"] {
            let marked = Array("\(field)\r\nX-Test: mark of a whole mail\r\n\r\nHello\r\n".utf8)
            let finding = engine.scanMessage(marked.span, parsesMail: false)
            #expect(finding.signatures == ["Tamis.Test.Mail.UNOFFICIAL"])
        }
        #expect(engine.scan(bytes: text) == .found(.clean))
        let mail = Mail.message(attaching: Canary.eicar, name: "eicar.com")
        let finding = engine.scanMessage(mail.span, parsesMail: false)
        #expect(finding == .found(.clean))
    }

    @Test("Where links are checked, the mail parser is never left out")
    func linksNeedTheParser() throws {
        let engine = try signatures.engine { $0.checksPhishingURLs = true }
        let mail = Mail.message(attaching: Canary.eicar, name: "eicar.com")
        let finding = engine.scanMessage(mail.span, parsesMail: false)
        #expect(finding.signatures == Self.eicar)
    }

    @Test("An encrypted zip is encrypted, never clean, and no virus")
    func encrypted() throws {
        let engine = try signatures.engine()
        let zip = Archive.zip([.encrypted("secret.exe")])
        #expect(engine.scan(bytes: zip) == .found(.encrypted(reason: "encrypted Zip")))
        #expect(
            engine.scanMessage(bytes: Mail.message(attaching: zip, name: "a.zip"))
                == .found(.encrypted(reason: "encrypted Zip")))
    }

    @Test("An encrypted file does not hide a virus beside it")
    func encryptedBesideVirus() throws {
        let engine = try signatures.engine()
        let members = [Archive.Member.encrypted("secret.exe"), .plain("eicar.com", Canary.eicar)]
        #expect(engine.scan(bytes: Archive.zip(members)).signatures == Self.eicar)
        #expect(engine.scan(bytes: Archive.zip(members.reversed())).signatures == Self.eicar)
    }

    @Test("Over a limit is incomplete and says which: files, nesting, size of all, size of one, time")
    func limits() throws {
        let many = Archive.zip((0..<30).map { .plain("f\($0)", [UInt8]("file number \($0)".utf8)) })
        #expect(
            try signatures.engine { $0.files = 10 }.scan(bytes: many)
                == .found(.incomplete(reason: "over the scanner's limit MaxFiles")))

        let deep = Archive.nested(Canary.eicar, depth: 8)
        #expect(
            try signatures.engine { $0.recursion = 4 }.scan(bytes: deep)
                == .found(.incomplete(reason: "over the scanner's limit MaxRecursion")))
        #expect(try signatures.engine().scan(bytes: deep).signatures == Self.eicar)

        let large = Archive.zip((0..<4).map { .zeros("z\($0)", count: 900_000) })
        #expect(
            try signatures.engine { $0.scanBytes = 2_000_000 }.scan(bytes: large)
                == .found(.incomplete(reason: "over the scanner's limit MaxScanSize")))

        let one = Archive.zip([.zeros("z", count: 2_000_000)])
        #expect(
            try signatures.engine { $0.fileBytes = 1_000_000 }.scan(bytes: one)
                == .found(.incomplete(reason: "over the scanner's limit MaxFileSize")))
        #expect(try signatures.engine().scan(bytes: one) == .found(.clean))
    }

    @Test("A member that says it is small and is not is incomplete")
    func lyingSize() throws {
        let zip = Archive.zip([.zeros("z", count: 3_000_000, announced: 100)])
        #expect(
            try signatures.engine { $0.fileBytes = 1_000_000 }.scan(bytes: zip)
                == .found(.incomplete(reason: "over the scanner's limit MaxFileSize")))
    }

    @Test("A message over the limit is incomplete")
    func oversized() throws {
        let engine = try signatures.engine { $0.fileBytes = 100_000 }
        let finding = engine.scan(bytes: [UInt8](repeating: 0x41, count: 200_000))
        guard case .found(.incomplete(let reason)) = finding else {
            Issue.record("\(finding)")
            return
        }
        #expect(reason.contains("limit"))
    }

    @Test("RAR is incomplete where libclamav has no unpacker for it", .enabled(if: !Library.canUnpackRAR))
    func rar() throws {
        let rar: [UInt8] = [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07, 0x01, 0x00] + [UInt8](repeating: 7, count: 100)
        let engine = try signatures.engine()
        let message = Mail.message(attaching: rar, name: "a.rar")
        #expect(engine.scan(bytes: rar) == .found(.incomplete(reason: "cannot unpack RAR")))
        #expect(engine.scanMessage(bytes: message) == .found(.incomplete(reason: "cannot unpack RAR")))
    }

    @Test("A zip whose member libclamav cannot decompress is incomplete, unless a virus is beside it")
    func unknownCompression() throws {
        let engine = try signatures.engine()
        var member = Archive.Member.plain("a.exe", (0..<100).map { $0 &* 91 })
        member.method = 14
        let reason = "cannot unpack Zip method 14"
        #expect(engine.scan(bytes: Archive.zip([member])) == .found(.incomplete(reason: reason)))
        let mail = Mail.message(attaching: Archive.nested(Archive.zip([member]), depth: 2), name: "a.zip")
        #expect(engine.scanMessage(bytes: mail) == .found(.incomplete(reason: reason)))
        #expect(engine.scan(bytes: Archive.zip([member, .plain("eicar.com", Canary.eicar)])).signatures == Self.eicar)
    }

    @Test("Law 10: a scan whose temporary folder is gone is unavailable and says why; with a new one it works again")
    func temporaryFolderGone() throws {
        let engine = try signatures.engine()
        try FileManager.default.removeItem(atPath: signatures.scratch)
        let finding = engine.scan(bytes: Canary.eicar)
        #expect(finding.unavailableReason?.contains("temporary directory") == true, "\(finding)")
        #expect(finding.unavailableReason?.contains(signatures.scratch) == true, "\(finding)")
        #expect(engine.checkCanary().failure?.contains("temporary directory") == true)

        let other = signatures.root + "/other"
        #expect(throws: EngineError.self) { try engine.useTemporaryFolder(other) }
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        try engine.useTemporaryFolder(other)
        #expect(engine.checkCanary() == .passed)
        #expect(engine.scan(bytes: Canary.eicar).signatures == Self.eicar)
        #expect(try FileManager.default.contentsOfDirectory(atPath: other).isEmpty)
    }

    @Test("Law 10: a file in the temporary folder's place makes scans unavailable")
    func fileInFoldersPlace() throws {
        let engine = try signatures.engine()
        try FileManager.default.removeItem(atPath: signatures.scratch)
        try Data("x".utf8).write(to: URL(filePath: signatures.scratch))
        let message = Mail.message(attaching: Canary.eicar, name: "eicar.com")
        #expect(engine.scanMessage(bytes: message).unavailableReason != nil)
        #expect(throws: EngineError.self) { try engine.useTemporaryFolder(signatures.scratch) }
    }

    @Test("Law 10: a scan that fills its temporary folder is unavailable", .enabled(if: SmallFileSystem.isAvailable))
    func fullTemporaryFolder() throws {
        let engine = try signatures.engine()
        let disk = try SmallFileSystem(over: signatures.scratch)
        defer { withExtendedLifetime(disk) {} }
        let zip = Archive.zip([.zeros("z", count: 2_000_000), .plain("eicar.com", Signatures.secondVirus)])
        let finding = engine.scan(bytes: Archive.zip([.zeros("z", count: 2_000_000)]))
        #expect(finding.unavailableReason != nil, "\(finding)")
        let mail = engine.scanMessage(bytes: Mail.message(attaching: zip, name: "a.zip"))
        #expect(mail != .found(.clean) && mail.result.map { if case .incomplete = $0 { false } else { true } } ?? true)
        #expect(engine.scan(bytes: Canary.eicar).signatures == Self.eicar)
    }

    @Test("The database is outdated once a file comes, goes or changes, and a second engine knows what is new")
    func reload() throws {
        let first = try signatures.engine()
        let virus = [UInt8]("A third harmless thing that nobody knew yesterday.".utf8)
        #expect(!first.isOutdated())
        #expect(first.scan(bytes: virus) == .found(.clean))

        try signatures.add("new.ndb", "Tamis.Test.Three:0:*:\(hex(virus))\n")
        #expect(first.isOutdated())
        let second = try signatures.engine()
        #expect(!second.isOutdated())
        #expect(second.scan(bytes: virus).signatures == ["Tamis.Test.Three.UNOFFICIAL"])
        #expect(second.information.signatureCount == first.information.signatureCount + 1)
        #expect(first.scan(bytes: virus) == .found(.clean))
    }

    @Test("A signature file that is loaded by itself is outdated once it changes or goes")
    func reloadFile() throws {
        let path = signatures.database + "/test.ndb"
        let engine = try signatures.engine { $0.database = path }
        #expect(engine.scan(bytes: Canary.eicar).signatures == Self.eicar)
        #expect(!engine.isOutdated())
        try FileManager.default.removeItem(atPath: path)
        #expect(engine.isOutdated())
    }

    @Test(
        "Law 10: the scans of one message share the time of one; what is left over then is not clean, and the next is")
    func sharedTime() throws {
        let signatures = try Signatures()
        let engine = try signatures.engine { $0.scanMilliseconds = 5_000 }
        engine.beginMessage()
        sleep(5)
        #expect(
            engine.scan(bytes: [1, 2, 3, 4, 5, 6])
                == .found(.incomplete(reason: "over the scanner's limit MaxScanTime")))
        #expect(engine.checkCanary().failure == nil)
        engine.beginMessage()
        #expect(engine.scan(bytes: [1, 2, 3, 4, 5, 6]) == .found(.clean))
    }
}
