import Evidence
import Foundation
import TestSupport
import Testing
import Workers

/// EICAR in every archive that libclamav reads, and in mail that is wrong about what it carries.
@Suite struct PackedVirusTests {
    private static let name = "eicar.com"

    @Test("Law 10: EICAR in every kind of archive is found, or unchecked where it is encrypted or unknown")
    func formats() async throws {
        let (packed, missing) = try PackedFile.all(Eicar.bytes, named: Self.name)
        if ProcessInfo.processInfo.environment["CI"] != nil { #expect(missing == [], "\(PackedFile.packages)") }
        let cases = packed.map { ($0.name, MailCarrier.base64.message($0.bytes, name: "a.bin")) }
        let verdicts = try await Self.verdicts(cases)
        for (name, verdict) in verdicts {
            #expect(verdict != .clean, "\(name)")
            let mayBeUnchecked = ["encrypted", "PPMd", "7z bzip2", "7z deflate", "bz2, the second"].contains {
                name.contains($0)
            }
            #expect(verdict.isInfected || mayBeUnchecked, "\(name): \(verdict)")
        }
        Self.report("formats of archives", verdicts, missing: missing)
    }

    @Test("Nothing harmful in an archive of any kind is clean, unless it is encrypted or libclamav cannot unpack it")
    func harmless() async throws {
        let packed = try PackedFile.all(Array("Dear Bob,\nsee you at noon.\n".utf8), named: "letter.txt").packed
        let verdicts = try await Self.verdicts(
            packed.map { ($0.name, MailCarrier.base64.message($0.bytes, name: "a.bin")) })
        for (name, verdict) in verdicts {
            let mayBeUnchecked = ["encrypted", "PPMd", "7z bzip2", "7z deflate", "bz2, the second"].contains {
                name.contains($0)
            }
            #expect(verdict == .clean || mayBeUnchecked && verdict.isUnchecked, "\(name): \(verdict)")
        }
    }

    @Test("Law 10: EICAR in a zip that says one thing in front and another at its end is found or unchecked")
    func lyingZip() async throws {
        let good = Archive.zip([.plain(Self.name, Eicar.bytes)])
        func changed(_ changes: [(Int, UInt8)]) -> [UInt8] {
            var bytes = good
            // Negative places count from the end.
            for (place, byte) in changes { bytes[place < 0 ? bytes.count + place : place] = byte }
            return bytes
        }
        let described: [(Int, UInt8)] = [(6, 8), (18, 0), (22, 0)]
        let archives = [
            ("too small a size in front", changed([(18, 10), (22, 10)])),
            ("no size in front", changed([(18, 0), (22, 0)])),
            ("too large a size in front", changed([(20, 9)])), ("another method in front", changed([(8, 6)])),
            ("masked sizes", changed([(7, 0x20)])), ("a directory elsewhere", changed([(-6, 3)])),
            ("sizes behind the data, and a directory elsewhere", changed(described + [(-6, 3)])),
            ("sizes behind the data, and something before it", Array("MZ and so on".utf8) + changed(described)),
            ("no end", Array(good.dropLast(22))), ("no directory", Array(good.prefix(30 + Self.name.utf8.count + 68))),
            ("no entry counted", changed([(-12, 0), (-14, 0)])), ("a file too many", changed([(-12, 2), (-14, 2)])),
            ("a comment", changed([(-2, 5)]) + Array("hello".utf8)), ("something behind", good + [0, 0, 0]),
        ]
        let verdicts = try await Self.verdicts(
            archives.map { ($0, MailCarrier.base64.message($1, name: "a.zip")) })
        for (name, verdict) in verdicts { #expect(verdict != .clean, "\(name)") }
        Self.report("zips that lie", verdicts)
    }

    @Test("Law 10: an archive that was cut is found or unchecked, wherever it was cut")
    func cut() async throws {
        // Behind EICAR something that no packer makes smaller, so that there is something to cut.
        var random = SeededGenerator(seed: 7)
        let file = Eicar.bytes + (0..<20_000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let cases = try PackedFile.all(file, named: Self.name).packed.flatMap { packed in
            [95, 75, 50, 25].map { percent in
                let bytes = Array(packed.bytes.prefix(packed.bytes.count * percent / 100))
                return ("\(packed.name) cut at \(percent) %", MailCarrier.base64.message(bytes, name: "a.bin"))
            }
        }
        let verdicts = try await Self.verdicts(cases)
        for (name, verdict) in verdicts { #expect(verdict != .clean, "\(name)") }
        Self.report("archives that were cut", verdicts)
    }

    @Test("Law 10: EICAR in 15 zips within each other is found; deeper it is found or unchecked")
    func nested() async throws {
        let verdicts = try await Self.verdicts(
            [1, 5, 10, 15, 16, 17, 18, 20, 30, 100].map { depth in
                let archive = Archive.nested(Eicar.bytes, depth: depth)
                return ("\(depth)", MailCarrier.base64.message(archive, name: "a.zip"))
            })
        for (name, verdict) in verdicts {
            #expect(verdict != .clean, "\(name) deep")
            if let depth = Int(name), depth <= 15 { #expect(verdict.isInfected, "\(depth) deep: \(verdict)") }
        }
        Self.report("depths of zips", verdicts)
    }

    private static let types = [
        nil, "", "text/plain", "text/html; charset=utf-16", "image/png", "audio/mpeg", "application/pdf",
        "application/octet-stream; name=a.txt", "multipart/mixed", "multipart/mixed; boundary=nowhere",
        "message/rfc822", "message/partial; number=1; total=1; id=a", "message/external-body; access-type=x",
        "message/delivery-status", "application/ms-tnef", "application/pgp-encrypted", "application/pkcs7-mime",
        "application/x-zip-compressed; name=\"=?utf-8?q?a=2Ejpg?=\"", "nonsense", "text", "/", ";;;", "a/b/c",
        "multipart/alternative; boundary=\"\"", "TEXT/CALENDAR; method=REQUEST",
    ]
    private static let names = [
        "", "a", "a.txt", "a.jpg.exe", "..", "../../etc/passwd", "a\u{0}b.zip", "\u{202E}gpj.exe", "CON", "a:b",
        String(repeating: "x", count: 5_000) + ".zip", "=?utf-8?b?YQ==?=", "\"", "a;b=c", "a.ZIP ",
    ]

    @Test("Law 10: whatever the type and the name say, EICAR is found or the message unchecked")
    func mislabelled() async throws {
        let archive = Archive.zip([.plain(Self.name, Eicar.bytes)])
        var cases: [(String, [UInt8])] = []
        for (what, bytes) in [("bare", Eicar.bytes), ("in a zip", archive)] {
            for type in Self.types {
                let field = type.map { "Content-Type: \($0)\n" } ?? ""
                let head = "Received: from a\nMIME-Version: 1.0\n\(field)Content-Transfer-Encoding: base64\n\n"
                cases.append(("\(what), \(type ?? "no type")", Self.message(head, bytes)))
                let part =
                    "Received: from a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\(field)"
                    + "Content-Transfer-Encoding: base64\n\n"
                cases.append(("\(what), \(type ?? "no type") in a part", Self.message(part, bytes, "\n--b--\n")))
            }
            for name in Self.names {
                cases.append(("\(what), named \(name.prefix(20))", MailCarrier.base64.message(bytes, name: name)))
            }
        }
        let verdicts = try await Self.verdicts(cases)
        for (name, verdict) in verdicts { #expect(verdict != .clean, "\(name)") }
        Self.report("wrong types and names", verdicts)
    }

    @Test("Law 10: in broken base64 EICAR is found or the message unchecked")
    func brokenEncoding() async throws {
        let head = "Received: from a\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n"
        var cases: [(String, [UInt8])] = []
        for (what, bytes) in [("bare", Eicar.bytes), ("in a zip", Archive.zip([.plain(Self.name, Eicar.bytes)]))] {
            let text = MailCarrier.base64(bytes)
            let plain = text.filter { $0 != "\n" }
            let forms = [
                ("without padding", plain.filter { $0 != "=" }), ("with too much padding", plain + "===="),
                ("in lines of one", plain.map { "\($0)\n" }.joined()), ("in one line", plain),
                ("in lines of 77", plain.enumerated().map { ($0 + 1) % 77 == 0 ? "\($1)\n" : "\($1)" }.joined()),
                ("with junk between", plain.map { "\($0)!" }.joined()),
                ("with spaces between", plain.map { "\($0) " }.joined()),
                ("with a line of junk before", "!!!!\n" + text),
                ("with text after", text + "\n-- \nA list's footer.\n"),
                ("with padding before", "====\n" + text),
                ("with bytes of 8 bits between", plain.map { "\($0)é" }.joined()),
                ("with an empty line before", "\n\n\n" + text),
                ("twice", text + "\n" + text),
            ]
            for (how, form) in forms {
                cases.append(("\(what), \(how)", Array((head + form + "\n").utf8).withCRLF))
            }
            for encoding in [
                "Base64", "\"base64\"", "base64;", "base64 (a comment)", "x-base64", "=?utf-8?q?base64?=", "b64",
            ] {
                let field = head.replacing(": base64", with: ": " + encoding)
                cases.append(("\(what), called \(encoding)", Array((field + text + "\n").utf8).withCRLF))
            }
        }
        let verdicts = try await Self.verdicts(cases)
        for (name, verdict) in verdicts { #expect(verdict != .clean, "\(name)") }
        Self.report("broken base64", verdicts)
    }

    private static func message(_ head: String, _ bytes: [UInt8], _ tail: String = "\n") -> [UInt8] {
        Array((head + MailCarrier.base64(bytes) + tail).utf8).withCRLF
    }

    /// Its signature must stand at a file's beginning: whatever it is packed in must have been unpacked.
    private static func verdicts(_ cases: [(String, [UInt8])]) async throws -> [(String, ScanVerdict)] {
        let fixture = try PoolFixture(antivirus: true)
        try fixture.folder.write(Eicar.signature, to: "database/eicar.ndb")
        var verdicts: [(String, ScanVerdict)] = []
        try await fixture.run {
            for (name, message) in cases {
                verdicts.append((name, ScanVerdict(try await fixture.inspect(message, scans: true))))
            }
        }
        #expect(fixture.pool.status.lostChildren == 0, "\(fixture.log.text)")
        return verdicts
    }

    private static func report(_ what: String, _ verdicts: [(String, ScanVerdict)], missing: [String] = []) {
        let (found, unchecked) = (verdicts.count { $1.isInfected }, verdicts.filter { $1.isUnchecked })
        print("\(what): \(found) found, \(unchecked.count) unchecked, \(verdicts.count) in all")
        for (name, verdict) in unchecked { print("  \(name): \(verdict)") }
        if !missing.isEmpty { print("  not made, for lack of packers:", missing.joined(separator: ", ")) }
    }
}
