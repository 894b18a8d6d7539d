import Evidence
import Foundation
import Testing

@testable import ClamAV

/// ClamAV's own test files: one harmless program in some forty wrappings (Debian: `clamav-testfiles`).
@Suite("ClamAV's test files")
struct TestFilesTests {
    private static let folder = "/usr/share/clamav-testfiles"
    /// With `CI` set they must be there.
    private static let areExpected =
        ProcessInfo.processInfo.environment["CI"] != nil || FileManager.default.fileExists(atPath: folder)

    @Test(
        "Each is infected, by itself and attached to a mail",
        .enabled(if: areExpected, "apt-get install clamav-testfiles"))
    func each() throws {
        let signatures = try Signatures()
        // clam_cache_emax.tgz is nested just to the default limit; in a mail it is one level deeper.
        let engine = try signatures.engine { $0.recursion = 20 }
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted()
        #expect(names.count >= 40)
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: Self.folder + "/" + name)))
            let alone = engine.scan(bytes: bytes)
            #expect(Self.isInfected(alone), "\(name): \(alone)")
            let mailed = engine.scanMessage(bytes: Mail.message(attaching: bytes, name: name))
            #expect(Self.isInfected(mailed), "\(name) in a mail: \(mailed)")
        }
    }

    private static func isInfected(_ finding: Finding<ScanResult>) -> Bool {
        if case .found(.infected) = finding { true } else { false }
    }
}
