import Evidence
import Foundation
import MIME
import TestSupport
import Testing
import Workers

/// `corpora/mime/ambiguous` against the real worker and libclamav, with a signature for the payload.
@Suite struct AmbiguousMailTests {
    private struct Expected: Decodable {
        let file: String
        let payloads: [String]
    }

    @Test("Law 8: the scanner finds the payload in whichever reading it stands")
    func scan() async throws {
        let folder = Corpora.root.appending(path: "corpora/mime/ambiguous")
        let all = try JSONDecoder().decode(
            [Expected].self, from: Data(contentsOf: folder.appending(path: "expected.json")))
        let fixture = try PoolFixture(antivirus: true)
        try await fixture.run {
            for expected in all where !expected.payloads.isEmpty {
                let file = [UInt8](try Data(contentsOf: folder.appending(path: expected.file)))
                let inspection = try await fixture.inspect(LineEnds.normalized(file.span).bytes, scans: true)
                guard case .found(.infected(let names)) = inspection.scan else {
                    Issue.record("\(expected.file): \(inspection.scan)")
                    continue
                }
                #expect(names.contains { $0.hasPrefix("Tamis.Test") }, "\(expected.file): \(names)")
            }
        }
        #expect(fixture.pool.status.lostChildren == 0)
    }
}
