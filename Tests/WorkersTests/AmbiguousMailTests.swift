import Evidence
import Foundation
import MIME
import TestSupport
import Testing
import Workers

/// `corpora/mime/ambiguous` against the real worker and each engine, with a signature for the payload.
@Suite struct AmbiguousMailTests {
    private struct Expected: Decodable {
        let file: String
        let payloads: [String]
    }

    @Test("Law 8: the scanner finds the payload in whichever reading it stands")
    func scan() async throws {
        let fixture = try PoolFixture(antivirus: true)
        try await expectPayloads(fixture)
        guard ClamdInstance.isAvailable else { return }
        // Without EICAR no clamd is believed.
        let eicar = Corpora.root.appending(path: "corpora/signatures/eicar.ndb")
        try fixture.folder.write(String(contentsOf: eicar, encoding: .utf8), to: "database/eicar.ndb")
        let clamd = try await ClamdInstance.start(database: fixture.settings.worker.antivirus.database)
        try await expectPayloads(try PoolFixture(fixture, engines: [.clamd(.tcp(host: "127.0.0.1", port: clamd.port))]))
        try await clamd.process.stop()
    }

    private func expectPayloads(_ fixture: PoolFixture) async throws {
        let folder = Corpora.root.appending(path: "corpora/mime/ambiguous")
        let all = try JSONDecoder().decode(
            [Expected].self, from: Data(contentsOf: folder.appending(path: "expected.json")))
        try await fixture.run {
            for expected in all where !expected.payloads.isEmpty {
                let file = [UInt8](try Data(contentsOf: folder.appending(path: expected.file)))
                let inspection = try await fixture.inspect(LineEnds.normalized(file.span).bytes, scans: true)
                guard case .found(.infected(let names, _)) = inspection.scan else {
                    Issue.record("\(expected.file): \(inspection.scan)")
                    continue
                }
                #expect(names.contains { $0.hasPrefix("Tamis.Test") }, "\(expected.file): \(names)")
            }
        }
        #expect(fixture.pool.status.lostChildren == 0)
    }
}
