import Evidence
import Foundation
import TestSupport
import Testing
import Workers

/// `antivirus.reload = "sequential"` with the real worker.
@Suite struct SequentialReloadTests {
    @Test("There is never more than one worker; no message waits in vain or goes unscanned meanwhile")
    func reload() async throws {
        let fixture = try PoolFixture(antivirus: true) { $0.reload = .sequential }
        try await fixture.run {
            let new = PoolFixture.mail("x", "tamis-test-new-virus-22aa")
            #expect(try await fixture.inspect(new, scans: true).scan == .found(.clean))
            try PoolFixture.addSignature(
                "Tamis.New", of: "tamis-test-new-virus-22aa", to: "database/new.ndb", in: fixture.folder)
            await fixture.pool.reload()
            while fixture.pool.status.generation < 2 {
                #expect(fixture.pool.status.processes.count <= 1)
                #expect(try await fixture.inspect(PoolFixture.mail(), scans: true).scan == .found(.clean))
            }
            let found = try await fixture.inspect(new, scans: true).scan
            #expect(found != .found(.clean) && found.result != nil, "\(found)")
            #expect(fixture.pool.status.lostChildren == 0)
            #expect(fixture.pool.status.lostWorkers == 0)
        }
    }

    @Test("Told to reload with the same settings, a worker looks at once whether the signatures have changed")
    func told() async throws {
        let fixture = try PoolFixture(antivirus: true) { $0.reload = .sequential }
        try await fixture.run {
            _ = try await fixture.inspect(PoolFixture.mail(), scans: true)
            let old = fixture.pool.status.processes
            await fixture.pool.reload(fixture.settings)
            _ = try await fixture.inspect(PoolFixture.mail(), scans: true)
            #expect(fixture.pool.status.processes == old)
            try PoolFixture.addSignature("Tamis.New", of: "another-virus", to: "database/new.ndb", in: fixture.folder)
            await fixture.pool.reload(fixture.settings)
            try await eventually("a reload", state: { fixture.log.text }) { fixture.pool.status.generation == 2 }
        }
    }

    @Test("Law 10: where the new signatures are broken antivirus is unavailable, until they are mended")
    func broken() async throws {
        let fixture = try PoolFixture(antivirus: true) { $0.reload = .sequential }
        try await fixture.run {
            let virus = PoolFixture.mail("x", PoolFixture.virus)
            _ = try await fixture.inspect(virus, scans: true)
            try fixture.folder.write("this is no signature\n", to: "database/broken.ndb")
            await fixture.pool.reload(fixture.settings)
            try await eventually("the failure in the log", state: { fixture.log.text }) {
                fixture.log.text.contains("antivirus is unavailable")
            }
            let unchecked = try await fixture.inspect(virus, scans: true)
            #expect(unchecked.scan.unavailableReason?.contains("database") == true, "\(unchecked.scan)")
            #expect(unchecked.reading.result?.subject == "x")
            try FileManager.default.removeItem(atPath: fixture.folder.path + "/database/broken.ndb")
            await fixture.pool.reload(fixture.settings)
            try await eventually("a reload", state: { fixture.log.text }) {
                if case .ready = fixture.pool.status.antivirus { true } else { false }
            }
            guard case .found(.infected) = try await fixture.inspect(virus, scans: true).scan else {
                Issue.record("the virus is not found: \(fixture.log.text)")
                return
            }
        }
    }
}
