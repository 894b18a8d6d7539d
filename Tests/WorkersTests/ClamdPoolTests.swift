import Evidence
import Foundation
import TestSupport
import Testing

@testable import Workers

/// clamd asked from inside the cage, over a socket of the daemon's.
@Suite(.enabled(if: ClamdInstance.isAvailable)) struct ClamdPoolTests {
    private let base: PoolFixture
    private static let infected = PoolFixture.mail("x", PoolFixture.virus)

    init() throws {
        base = try PoolFixture(antivirus: true)
        let eicar = try String(
            contentsOf: Corpora.root.appending(path: "corpora/signatures/eicar.ndb"), encoding: .utf8)
        try base.folder.write(eicar, to: "database/eicar.ndb")
    }

    private func clamd(_ settings: [String] = ClamdInstance.honest) async throws -> ClamdInstance {
        try await ClamdInstance.start(database: base.settings.worker.antivirus.database, settings: settings)
    }

    private func pool(
        _ engines: [ScanEngine], _ adjust: (inout WorkerPoolSettings) -> Void = { _ in }
    ) throws -> PoolFixture {
        try PoolFixture(base, engines: engines, adjust)
    }

    private static func expectScans(_ fixture: PoolFixture, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        let clean = try await fixture.inspect(PoolFixture.mail(), scans: true)
        #expect(clean.scan == .found(.clean), "\(fixture.log.text)", sourceLocation: sourceLocation)
        #expect(clean.reading.result?.subject == "Lunch", sourceLocation: sourceLocation)
        let infected = try await fixture.inspect(Self.infected, scans: true)
        #expect(
            infected.scan.signatures == ["Tamis.Test.UNOFFICIAL"], "\(fixture.log.text)",
            sourceLocation: sourceLocation)
    }

    private static func expectUnscanned(
        _ fixture: PoolFixture, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let inspection = try await fixture.inspect(Self.infected, scans: true)
        #expect(inspection.reading.result?.subject == "x", sourceLocation: sourceLocation)
        #expect(
            inspection.scan.unavailableReason?.contains(reason) == true, "\(inspection.scan)",
            sourceLocation: sourceLocation)
    }

    @Test("clamd scans over a UNIX socket and over TCP, without signatures in the worker; the status names it")
    func scans() async throws {
        let clamd = try await clamd()
        for address in [ClamdAddress.unix(path: clamd.path), .tcp(host: "127.0.0.1", port: clamd.port)] {
            let fixture = try pool([.clamd(address)]) { $0.worker.antivirus.database = "/nonexistent" }
            try await fixture.run {
                for _ in 0..<3 { try await Self.expectScans(fixture) }
                guard case .ready(let info) = fixture.pool.status.antivirus else {
                    Issue.record("\(fixture.pool.status)")
                    return
                }
                #expect(info.engine.hasPrefix("ClamAV ") && info.engine.hasSuffix(" at \(address)"), "\(info)")
                #expect(fixture.log.text.contains("notice: antivirus: \(info.engine)"), "\(fixture.log.text)")
            }
        }
        try await clamd.process.stop()
    }

    @Test("Law 10: what is over clamd's limits, or encrypted, is not clean")
    func incomplete() async throws {
        let clamd = try await clamd(ClamdInstance.honest + ["StreamMaxLength 1M"])
        let fixture = try pool([.clamd(.unix(path: clamd.path))])
        try await fixture.run {
            let large = try await fixture.inspect(PoolFixture.longMail(), scans: true)
            #expect(large.scan == .found(.incomplete(reason: "over the scanner's limit StreamMaxLength")))
            let zip = Data(Archive.zip([.encrypted("a.exe")])).base64EncodedString()
            let head =
                "From: a@example.org\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            let encrypted = try await fixture.inspect(Array((head + zip + "\r\n").utf8), scans: true)
            guard case .found(.encrypted(let reason)) = encrypted.scan else {
                Issue.record("\(encrypted.scan)")
                return
            }
            #expect(reason == "encrypted Zip")
        }
        try await clamd.process.stop()
    }

    @Test("Law 10: a clamd with the defaults of clamd.conf is not believed, and the reason says what to set")
    func defaults() async throws {
        let clamd = try await clamd([])
        let fixture = try pool([.clamd(.unix(path: clamd.path))])
        try await fixture.run {
            let reason = "clamd calls an encrypted archive clean; set AlertEncrypted yes in clamd.conf"
            for _ in 0..<3 { try await Self.expectUnscanned(fixture, reason) }
            #expect(fixture.pool.status.antivirus == .unavailable(reason: reason))
            #expect(fixture.log.text.contains("error: antivirus: clamd does not scan: " + reason))
        }
        try await clamd.process.stop()
    }

    @Test(
        "Law 10: while no clamd is there messages are unscanned with the reason; the first after its start is scanned")
    func comesLater() async throws {
        let folder = try TemporaryFolder("link")
        let path = folder.path + "/clamd.sock"
        let fixture = try pool([.clamd(.unix(path: path))])
        try await fixture.run {
            for _ in 0..<3 {
                try await Self.expectUnscanned(fixture, "\(path): No such file or directory; see that clamd runs")
            }
            let clamd = try await clamd()
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: clamd.path)
            try await Self.expectScans(fixture)
            try await clamd.process.stop()
            try await Self.expectUnscanned(fixture, "see that clamd runs")
            #expect(fixture.pool.status.lostChildren == 0)
        }
    }

    @Test("Law 10: a clamd that is killed in the middle of a scan costs the scan, and the next engine is asked")
    func killedInScan() async throws {
        for (isAlone, signal) in [(true, SIGKILL), (false, SIGKILL), (false, SIGSTOP)] {
            let clamd = try await clamd()
            let address = ScanEngine.clamd(.unix(path: clamd.path))
            let fixture = try pool(isAlone ? [address] : [address, .libclamav]) {
                // One that hangs is waited for; one that is killed must be so before its time is up.
                $0.attemptDeadline = .seconds(signal == SIGSTOP ? 20 : 600)
            }
            try await fixture.run {
                try await Self.expectScans(fixture)
                // Connections are still taken, by the kernel, and nothing is read.
                clamd.process.signal(SIGSTOP)
                async let inspection = fixture.inspect(Self.infected, scans: true)
                if signal == SIGKILL {
                    try await eventually("a busy child") { fixture.pool.status.children.contains(where: \.isSlow) }
                    clamd.process.signal(SIGKILL)
                }
                let scan = try await inspection.scan
                if isAlone {
                    #expect(scan.unavailableReason?.contains("clamd") == true, "\(scan)")
                } else {
                    #expect(scan.signatures == ["Tamis.Test.UNOFFICIAL"], "\(fixture.log.text)")
                }
                #expect(fixture.pool.status.lostChildren == 0, "\(fixture.log.text)")
            }
            clamd.process.signal(SIGKILL)
        }
    }

    @Test("Law 10: what is no clamd scans nothing, and where another engine follows, that scans")
    func faults() async throws {
        for fault in FaultyClamd.Fault.allCases {
            let faulty = try FaultyClamd(fault)
            let engine = ScanEngine.clamd(.unix(path: faulty.path))
            let deadline = Duration.seconds(fault == .silent ? 16 : 60)
            let alone = try pool([engine]) { $0.attemptDeadline = deadline }
            try await alone.run {
                let inspection = try await alone.inspect(Self.infected, scans: true)
                #expect(inspection.scan.unavailableReason != nil, "\(fault): \(inspection.scan)")
                #expect(inspection.reading.result?.subject == "x")
                #expect(alone.pool.status.lostChildren == 0, "\(fault): \(alone.log.text)")
            }
            let both = try pool([engine, .libclamav]) { $0.attemptDeadline = deadline }
            try await both.run {
                for _ in 0..<2 { try await Self.expectScans(both) }
                guard case .ready(let info) = both.pool.status.antivirus else {
                    Issue.record("\(fault): \(both.pool.status)")
                    return
                }
                #expect(!info.engine.contains(" at "))
            }
        }
    }

    @Test("Engines are asked in order: libclamav without signatures, then a clamd that is gone, then one that scans")
    func order() async throws {
        let clamd = try await clamd()
        let engines: [ScanEngine] = [
            .libclamav, .clamd(.unix(path: "/nonexistent/clamd.ctl")),
            .clamd(.tcp(host: "127.0.0.1", port: clamd.port)),
        ]
        let fixture = try pool(engines) { $0.worker.antivirus.database = "/nonexistent/signatures" }
        try await fixture.run {
            try await Self.expectScans(fixture)
            #expect(fixture.log.text.contains("libclamav is unavailable: /nonexistent/signatures"))
            try await clamd.process.stop()
            let inspection = try await fixture.inspect(Self.infected, scans: true)
            let reason = inspection.scan.unavailableReason ?? ""
            #expect(reason.contains("libclamav: /nonexistent/signatures: No such file"), "\(inspection.scan)")
            #expect(reason.contains("clamd:/nonexistent/clamd.ctl: "), "\(inspection.scan)")
            #expect(reason.contains("clamd:127.0.0.1:\(clamd.port): "), "\(inspection.scan)")
        }
    }

    @Test("A child that is lost over the first engine's scan has it done by the second")
    func lostChild() async throws {
        let clamd = try await clamd()
        let fixture = try pool([.libclamav, .clamd(.unix(path: clamd.path))])
        try await fixture.run {
            async let inspection = fixture.inspect(PoolFixture.longMail(), scans: true)
            try await fixture.killBusyChildren(1)
            let result = try await inspection
            #expect(result.scan == .found(.clean), "\(fixture.log.text)")
            #expect(result.reading.result?.subject == "Long")
        }
        try await clamd.process.stop()
    }

    @Test("One that was late is asked last: the next messages do not even connect to it")
    func lateIsLast() async throws {
        let silent = try FaultyClamd(.silent)
        let fixture = try pool([.clamd(.unix(path: silent.path)), .libclamav]) {
            $0.attemptDeadline = .seconds(20)
            // However slow the machine is.
            $0.clamdLateness = .seconds(100_000)
        }
        try await fixture.run {
            try await Self.expectScans(fixture)
            let accepted = silent.acceptedCount
            for _ in 0..<3 { try await Self.expectScans(fixture) }
            #expect(silent.acceptedCount == accepted)
        }
    }

    @Test("Old signatures of a clamd are warned of, once it is asked")
    func oldSignatures() throws {
        let clamd = try FaultyClamd(.blind, version: "ClamAV 1.4.6/27001/Tue Nov  3 09:27:45 2020")
        let log = LogLines()
        let engines = ScanEngines(lateness: .seconds(60), logger: log.logger)
        var settings = AntivirusSettings()
        settings.engines = [.clamd(.unix(path: clamd.path))]
        engines.look(at: settings)
        #expect(log.text.contains("notice: antivirus: ClamAV 1.4.6 at \(clamd.path), database 27001, "), "\(log.text)")
        #expect(log.text.contains("days old; see that freshclam runs"), "\(log.text)")
    }
}
