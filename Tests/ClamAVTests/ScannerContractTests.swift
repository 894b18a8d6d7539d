import Evidence
import TestSupport
import Testing

@testable import ClamAV

/// What every scanner has to keep: libclamav, and clamd over each kind of socket.
@Suite struct ScannerContractTests {
    private let signatures: Signatures
    private static let eicar = [Signatures.names.eicar]

    init() throws { signatures = try Signatures() }

    @Test("EICAR is infected and its signature named, as deep as it may be", arguments: ScannerKind.available)
    func eicar(_ kind: ScannerKind) async throws {
        let zip = Archive.zip([.plain("readme.txt", [UInt8]("Read me.".utf8)), .plain("eicar.com", Canary.eicar)])
        try await kind.scanner(signatures) { scanner in
            #expect(scanner.leaf(Canary.eicar).signatures == Self.eicar)
            #expect(scanner.leaf(zip).signatures == Self.eicar)
            #expect(scanner.leaf(Archive.nested(Canary.eicar, depth: 8)).signatures == Self.eicar)
            #expect(scanner.message(Mail.message(attaching: Canary.eicar, name: "eicar.com")).signatures == Self.eicar)
            #expect(scanner.message(Mail.message(attaching: zip, name: "eicar.zip")).signatures == Self.eicar)
            for field in [
                "Received: from a", "X-Foo: bar", "Received:from a", "received: a", " folded", "no colon", "",
            ] {
                #expect(
                    scanner.message(Mail.bare(Canary.eicar, firstField: field)).signatures == Self.eicar, "\(field)")
            }
        }
    }

    @Test("Text, mail, an ordinary zip and nothing at all are clean", arguments: ScannerKind.available)
    func clean(_ kind: ScannerKind) async throws {
        let text = [UInt8]("Hello, see you on Tuesday.".utf8)
        try await kind.scanner(signatures) { scanner in
            #expect(scanner.leaf(text) == .found(.clean))
            #expect(scanner.leaf([]) == .found(.clean))
            #expect(scanner.leaf([UInt8](repeating: 0x41, count: 3_000_001)) == .found(.clean))
            #expect(
                scanner.leaf(Archive.zip([.plain("a.txt", text), .zeros("b", count: 100_000)])) == .found(.clean))
            #expect(scanner.message(Mail.message(attaching: text, name: "a.txt")) == .found(.clean))
            #expect(scanner.message([]) == .found(.clean))
        }
    }

    @Test("What is encrypted is said, and hides no virus beside it", arguments: ScannerKind.available)
    func encrypted(_ kind: ScannerKind) async throws {
        let secret = Archive.zip([.encrypted("secret.exe")])
        let members = [Archive.Member.encrypted("secret.exe"), .plain("eicar.com", Canary.eicar)]
        let encrypted = Finding<ScanResult>.found(.encrypted(reason: "encrypted Zip"))
        try await kind.scanner(signatures) { scanner in
            #expect(scanner.leaf(secret) == encrypted)
            #expect(scanner.message(Mail.message(attaching: secret, name: "a.zip")) == encrypted)
            #expect(scanner.leaf(Archive.zip(members)).signatures == Self.eicar)
            #expect(scanner.leaf(Archive.zip(members.reversed())).signatures == Self.eicar)
        }
    }

    @Test("Over a limit is incomplete and says which: nesting, size of one", arguments: ScannerKind.available)
    func limits(_ kind: ScannerKind) async throws {
        try await kind.scanner(signatures) { scanner in
            #expect(
                scanner.leaf(Archive.nested(Canary.eicar, depth: 40))
                    == .found(.incomplete(reason: "over the scanner's limit MaxRecursion")))
            // It says that it is larger than it is: nobody has to unpack it.
            #expect(
                scanner.leaf(Archive.zip([.zeros("z", count: 1_000, announced: 200_000_000)]))
                    == .found(.incomplete(reason: "over the scanner's limit MaxFileSize")))
        }
    }

    @Test("Over the limits in clamd.conf is incomplete and says which", arguments: ScannerKind.clamd)
    func clamdLimits(_ kind: ScannerKind) async throws {
        let settings = ["MaxFileSize 1M", "StreamMaxLength 3M", "MaxFiles 10", "MaxScanSize 2M"]
        let many = Archive.zip((0..<30).map { .plain("f\($0)", [UInt8]("file number \($0)".utf8)) })
        let large = Archive.zip((0..<4).map { .zeros("z\($0)", count: 900_000) })
        try await kind.scanner(signatures, settings: settings) { scanner in
            func expectOver(_ limit: String, _ finding: Finding<ScanResult>) {
                #expect(finding == .found(.incomplete(reason: "over the scanner's limit \(limit)")))
            }
            expectOver("MaxFiles", scanner.leaf(many))
            expectOver("MaxScanSize", scanner.leaf(large))
            expectOver("MaxFileSize", scanner.leaf([UInt8](repeating: 0x41, count: 2_000_000)))
            let beyond = scanner.leaf([UInt8](repeating: 0x41, count: 30_000_000))
            // Over TCP the answer may be lost with the connection: then it is not known why.
            if kind == .clamdOverUNIX || beyond.unavailableReason == nil { expectOver("StreamMaxLength", beyond) }
        }
    }

    @Test("What no scanner can unpack is incomplete, unless a virus is beside it", arguments: ScannerKind.available)
    func unreadable(_ kind: ScannerKind) async throws {
        var member = Archive.Member.plain("a.exe", (0..<100).map { $0 &* 91 })
        member.method = 14
        let rar: [UInt8] = [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07, 0x01, 0x00] + [UInt8](repeating: 7, count: 100)
        try await kind.scanner(signatures) { scanner in
            #expect(
                scanner.leaf(Archive.zip([member])) == .found(.incomplete(reason: "cannot unpack Zip method 14")))
            #expect(scanner.leaf(Archive.zip([member, .plain("eicar.com", Canary.eicar)])).signatures == Self.eicar)
            if !Library.canUnpackRAR {
                #expect(scanner.leaf(rar) == .found(.incomplete(reason: "cannot unpack RAR")))
            }
        }
    }
}
