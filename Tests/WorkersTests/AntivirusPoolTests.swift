import Evidence
import Foundation
import TestSupport
import Testing
import Workers

@Suite struct AntivirusPoolTests {
    @Test("A clean mail is clean and an infected one infected; the status tells the signatures")
    func scans() async throws {
        let fixture = try PoolFixture(antivirus: true)
        try await fixture.run {
            let clean = try await fixture.inspect(PoolFixture.mail(), scans: true)
            #expect(clean.scan == .found(.clean), "\(fixture.log.text)")
            #expect(clean.reading.result?.subject == "Lunch")
            let infected = try await fixture.inspect(PoolFixture.mail("x", PoolFixture.virus), scans: true)
            guard case .found(.infected(let names, _)) = infected.scan else {
                Issue.record("\(infected.scan)")
                return
            }
            #expect(names.allSatisfy { $0.hasPrefix("Tamis.Test") })
            guard case .ready(let info) = fixture.pool.status.antivirus else {
                Issue.record("\(fixture.pool.status)")
                return
            }
            #expect(info.signatureCount == 1)
            #expect(info.engine.hasPrefix("ClamAV "))
            #expect(fixture.log.text.contains("1 signatures"))
        }
    }

    @Test("Attachments have their SHA-256 where details are asked for, from inside the cage", arguments: [false, true])
    func digests(antivirus: Bool) async throws {
        let fixture = try PoolFixture(antivirus: antivirus)
        let mail = PoolFixture.mail("x", "begin 644 a.txt\r\n#86)C\r\n`\r\nend\r\nbegin 644 b\r\n`\r\nend\r\n")
        try await fixture.run {
            // Of "abc", from FIPS 180-2, and of nothing.
            let expected = [
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ]
            for _ in 0..<4 {
                let found = try await fixture.inspect(mail, details: true).reading.result?.attachments
                let digests = found?.map { $0.sha256.map { String(format: "%02x", $0) }.joined() }
                #expect(digests == expected, "\(fixture.log.text)")
                let plain = try await fixture.inspect(mail).reading.result?.attachments
                #expect(plain?.map(\.sha256) == [[], []])
            }
        }
    }

    @Test("A scan that was not asked for is not run")
    func notAsked() async throws {
        let fixture = try PoolFixture(antivirus: true)
        try await fixture.run {
            let inspection = try await fixture.inspect(PoolFixture.mail(), scans: false)
            #expect(inspection.scan == .notRun)
        }
    }

    @Test("Law 10: without a database the scan is unavailable with the reason, and mail is still read")
    func missingDatabase() async throws {
        let fixture = try PoolFixture(antivirus: true) { $0.worker.antivirus.database += "/missing" }
        try await fixture.run {
            let inspection = try await fixture.inspect(PoolFixture.mail(), scans: true)
            let reason = try #require(inspection.scan.unavailableReason)
            #expect(reason.contains(fixture.settings.worker.antivirus.database))
            #expect(inspection.reading.result?.subject == "Lunch")
            #expect(fixture.pool.status.antivirus == .unavailable(reason: reason))
            #expect(fixture.log.text.contains("antivirus is unavailable"))
        }
    }

    @Test("Reloading takes up new signatures; no message waits in vain or goes unscanned meanwhile")
    func reload() async throws {
        let fixture = try PoolFixture(antivirus: true)
        try await fixture.run {
            let new = PoolFixture.mail("x", "tamis-test-new-virus-22aa")
            #expect(try await fixture.inspect(new, scans: true).scan == .found(.clean))
            try PoolFixture.addSignature(
                "Tamis.New", of: "tamis-test-new-virus-22aa", to: "database/new.ndb", in: fixture.folder)
            await fixture.pool.reload()
            while fixture.pool.status.generation < 2 {
                #expect(try await fixture.inspect(PoolFixture.mail(), scans: true).scan == .found(.clean))
            }
            let found = try await fixture.inspect(new, scans: true).scan
            #expect(found != .found(.clean) && found.result != nil, "\(found)")
            try await eventually("the end of the old worker") { fixture.pool.status.processes.count == 1 }
            #expect(fixture.pool.status.lostChildren == 0)
            #expect(fixture.pool.status.lostWorkers == 0)
        }
    }

    @Test("A changed database is noticed and loaded without being told")
    func noticed() async throws {
        let fixture = try PoolFixture(antivirus: true)
        try await fixture.run {
            _ = try await fixture.inspect(PoolFixture.mail(), scans: true)
            try PoolFixture.addSignature("Tamis.New", of: "another-virus", to: "database/new.ndb", in: fixture.folder)
            try await eventually("a reload", state: { fixture.log.text }) { fixture.pool.status.generation == 2 }
            guard case .ready(let info) = fixture.pool.status.antivirus else {
                Issue.record("\(fixture.pool.status)")
                return
            }
            #expect(info.signatureCount == 2)
        }
    }

    @Test("A database that broke leaves the worker with the older signatures in service")
    func brokenReload() async throws {
        let fixture = try PoolFixture(antivirus: true)
        try await fixture.run {
            _ = try await fixture.inspect(PoolFixture.mail(), scans: true)
            try fixture.folder.write("this is no signature\n", to: "database/broken.ndb")
            await fixture.pool.reload()
            try await eventually("the failure in the log", state: { fixture.log.text }) {
                fixture.log.text.contains("older signatures stays")
            }
            let infected = try await fixture.inspect(PoolFixture.mail("x", PoolFixture.virus), scans: true)
            #expect(infected.scan != .found(.clean) && infected.scan.result != nil)
            #expect(fixture.pool.status.generation == 1)
        }
    }

    @Test(
        "Law 8: what libclamav's own mail parser finds encoded is found, though it is left out of plain messages",
        arguments: [
            "\nHello\n\nUUENCODED",
            "Content-Type: text/html\n\n<pre>\nUUENCODED</pre>\n",
            "Content-Type: image/png\nContent-Transfer-Encoding: 8bit\n\nUUENCODED",
            "Content-Type: multipart/mixed; boundary=b\n\nUUENCODED--b\n\nHello\n--b--\n",
            "\nReturned:\n\nContent-Transfer-Encoding: base64\n\nBASE64\n",
            "Content-Type: image/gif\nContent-Transfer-Encoding: base64\n\nBASE64\n",
            "Content-Type: text/html\n\n<a href='data:text/html;base64,BASE64'>x</a>\n",
        ])
    func encodedInText(_ form: String) async throws {
        let fixture = try PoolFixture(antivirus: true)
        let text =
            "Received: from a\nSubject: x\nMIME-Version: 1.0\n"
            + form.replacing("UUENCODED", with: "begin 644 a\n5=&%M:7,M=&5S=\"UV:7)U<RTW8F0Q\n`\nend\n")
            .replacing("BASE64", with: "dGFtaXMtdGVzdC12aXJ1cy03YmQx")
        try await fixture.run {
            let bytes = Array(text.replacing("\n", with: "\r\n").utf8)
            let inspection = try await fixture.inspect(bytes, scans: true)
            guard case .found(.infected) = inspection.scan else {
                Issue.record("\(inspection.scan)")
                return
            }
        }
    }

    @Test(
        "Law 8: a virus in a file that stands encoded in text is found, with libclamav's mail parser and without",
        arguments: EncodedForm.allCases)
    func encodedFile(_ form: EncodedForm) async throws {
        let lines = form.lines(Self.eicar, name: "a.txt")
        try await expectInfected([
            Array("Received: from a\n\nSee below.\n\n".utf8) + lines,
            Array("Received: from a\n\nSee below.\n\n".utf8) + form.lines(lines, name: "b.txt"),
            Array("Received: from a\nContent-Type: text/html\n\n<pre>\n".utf8) + lines + Array("</pre>\n".utf8),
            // A defect, and a container: the parser has a look.
            Array("Received: from a\n\nbegin 644 x\n#0V%T\n\n".utf8) + lines,
            Array("Received: from a\nContent-Type: message/rfc822\n\nSubject: b\n\nSee below.\n".utf8) + lines,
        ])
    }

    @Test("Law 8: a virus in TNEF is found: in an attachment, in one within another, in compressed RTF")
    func tnef() async throws {
        var attached = TNEFStream()
        attached.attach("a.txt", Self.eicar)
        var property = TNEFStream()
        property.attach("a.txt", nil, properties: [TNEFStream.property(0x3701, 0x102, Self.eicar)])
        var nested = TNEFStream()
        nested.attach(
            nil, nil,
            properties: [TNEFStream.property(0x3701, 0x0D, [UInt8](repeating: 0, count: 16) + property.bytes)])
        var text = TNEFStream()
        text.add(properties: [TNEFStream.property(0x1009, 0x102, TNEFStream.compressed(Self.eicar))])
        try await expectInfected(
            [attached, property, nested, text].map { stream in
                Array(
                    """
                    Received: from a
                    Content-Type: application/ms-tnef; name=winmail.dat
                    Content-Transfer-Encoding: base64

                    \(Data(stream.bytes).base64EncodedString(options: .lineLength76Characters))

                    """.utf8)
            })
    }

    /// Its signature must stand at a file's beginning: what is decoded must be the file, byte for byte.
    private func expectInfected(_ messages: [[UInt8]]) async throws {
        let fixture = try PoolFixture(antivirus: true)
        let signature = Self.eicar.map { String(format: "%02x", $0) }.joined()
        try fixture.folder.write("Tamis.Eicar:0:0:\(signature)\n", to: "database/eicar.ndb")
        try await expectInfected(messages, fixture)
        guard ClamdInstance.isAvailable else { return }
        let clamd = try await ClamdInstance.start(database: fixture.settings.worker.antivirus.database)
        try await expectInfected(messages, try PoolFixture(fixture, engines: [.clamd(.unix(path: clamd.path))]))
        try await clamd.process.stop()
    }

    private func expectInfected(_ messages: [[UInt8]], _ fixture: PoolFixture) async throws {
        try await fixture.run {
            for (index, message) in messages.enumerated() {
                let inspection = try await fixture.inspect(message.withCRLF, scans: true)
                guard case .found(.infected(let names, _)) = inspection.scan else {
                    Issue.record("message \(index): \(inspection.scan)")
                    continue
                }
                #expect(names.contains { $0.hasPrefix("Tamis.Eicar") }, "message \(index): \(names)")
            }
        }
    }

    /// Put together here, so that no scanner takes this file or the program for a virus.
    private static let eicar = Array(
        (["X5O!P%@AP[4", "\\PZX54(P^)7CC)7}", "$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$", "H+H*"].joined()).utf8)

    @Test("A child lost during the scan costs the scan's attempt only: the reading is kept, and the scan tried again")
    func lostDuringScan() async throws {
        let fixture = try PoolFixture(antivirus: true)
        try await fixture.run {
            async let inspection = fixture.inspect(PoolFixture.longMail(), scans: true)
            try await fixture.killBusyChildren(1)
            let result = try await inspection
            #expect(result.scan == .found(.clean), "\(fixture.log.text)")
            #expect(result.reading.result?.subject == "Long")
        }
    }

    @Test("Law 10: with a full scratch folder no message is clean", .enabled(if: geteuid() == 0, "only root mounts"))
    func fullScratch() async throws {
        let fixture = try PoolFixture(antivirus: true)
        let scratch = fixture.settings.worker.scratch
        try SmallFileSystem.mount(at: scratch)
        defer { SmallFileSystem.unmount(scratch) }
        try await fixture.run {
            #expect(try await fixture.inspect(PoolFixture.mail(), scans: true).scan == .found(.clean))
            try SmallFileSystem.fill(scratch)
            for _ in 0..<4 {
                let inspection = try await fixture.inspect(PoolFixture.mail("x", PoolFixture.virus), scans: true)
                #expect(inspection.scan != .found(.clean))
                let isSeen = inspection.scan.unavailableReason != nil || inspection.scan.result != nil
                #expect(isSeen, "\(inspection.scan)")
                #expect(inspection.reading.result?.subject == "x")
            }
            let clean = try await fixture.inspect(PoolFixture.mail(), scans: true)
            #expect(clean.scan.unavailableReason != nil, "\(clean.scan)")
        }
    }
}
