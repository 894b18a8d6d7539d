import Evidence
import Foundation
import Testing

@testable import ClamAV

/// A folder of a test's own, with a small signature database in it; removed when the test lets it go.
final class Signatures {
    let root: String
    /// Where the signatures are.
    let database: String
    /// Where scans unpack.
    let scratch: String

    /// What the database has signatures for, beside EICAR.
    static let secondVirus = [UInt8]("Tamis test virus number two, harmless, for tests only.".utf8)
    static let names = (eicar: "Eicar-Test-Signature.UNOFFICIAL", second: "Tamis.Test.Two.UNOFFICIAL")

    init(empty: Bool = false) throws {
        root = FileManager.default.temporaryDirectory.path + "/tamis-clamav-" + UUID().uuidString
        database = root + "/database"
        scratch = root + "/scratch"
        for folder in [database, scratch] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        if !empty {
            try add(
                "test.ndb",
                "Eicar-Test-Signature:0:0:\(hex(Canary.eicar))\nTamis.Test.Two:0:*:\(hex(Self.secondVirus))\n")
            try add("clam.hdb", "aa15bcf478d165efd2065190eb473bcb:544:Clam-Test\n")
        }
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: root)
        } catch {
            Issue.record("cannot remove \(root): \(error)")
        }
    }

    func add(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: database + "/" + name))
    }

    var settings: AntivirusSettings {
        var settings = AntivirusSettings()
        settings.database = database
        return settings
    }

    func engine(_ change: (inout AntivirusSettings) -> Void = { _ in }) throws -> Engine {
        var settings = settings
        change(&settings)
        return try Engine.load(settings, temporaryFolder: scratch)
    }
}

extension Engine {
    /// Scans an array; a span cannot go through `#expect`.
    func scan(bytes: [UInt8]) -> Finding<ScanResult> { scan(bytes.span) }
    /// Scans an array as a whole message.
    func scanMessage(bytes: [UInt8]) -> Finding<ScanResult> { scanMessage(bytes.span) }
}

func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
