import Evidence
import Foundation
import TestSupport
import Testing
import Workers

/// Each of ClamAV's own test files in each way that mail carries files, through the real worker.
@Suite struct CarrierTests {
    private static let areExpected =
        ProcessInfo.processInfo.environment["CI"] != nil
        || FileManager.default.fileExists(atPath: ClamAVSamples.folder)

    @Test(
        "Law 10: each test file in each encoding is found, or unchecked past a limit; none is clean",
        .enabled(if: areExpected, "apt-get install clamav-testfiles"))
    func carried() async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: ClamAVSamples.folder).sorted()
        try #require(names.count >= 40)
        let fixture = try PoolFixture(antivirus: true)
        try fixture.folder.write(ClamAVSamples.signature, to: "database/clam.hdb")
        var (found, total) = (0, 0)
        var unchecked: [String] = []
        try await fixture.run {
            for name in names {
                let file = URL(filePath: ClamAVSamples.folder + "/" + name)
                let bytes = [UInt8](try Data(contentsOf: file))
                for carrier in MailCarrier.allCases {
                    let message = carrier.message(bytes, name: name)
                    let verdict = ScanVerdict(try await fixture.inspect(message, scans: true))
                    total += 1
                    switch verdict {
                    case .infected: found += 1
                    case .unchecked(let reason): unchecked.append("\(name), \(carrier.rawValue): \(reason)")
                    case .clean: Issue.record("\(name), \(carrier.rawValue): clean")
                    }
                }
            }
        }
        print("test files in encodings: \(found) found, \(unchecked.count) unchecked, \(total) in all")
        for line in unchecked { print("  unchecked:", line) }
        #expect(unchecked.allSatisfy { $0.contains("limit") })
        #expect(unchecked.count <= 5)
        #expect(fixture.pool.status.lostChildren == 0, "\(fixture.log.text)")
    }
}
