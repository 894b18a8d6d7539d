import Clamd
import Evidence
import TestSupport
import Testing

@testable import ClamAV

/// A clamd is tried before it is believed.
@Suite(.enabled(if: ClamdInstance.isAvailable)) struct ClamdCheckTests {
    @Test(
        "A clamd that would pass in silence what it cannot see is refused, and the reason says what to set",
        arguments: [
            (["AlertEncrypted yes", "AlertExceedsMax yes"], nil),
            (["AlertExceedsMax yes"], "AlertEncrypted yes"), (["AlertEncrypted yes"], "AlertExceedsMax yes"),
            (["AlertEncrypted yes", "AlertExceedsMax yes", "HeuristicAlerts no"], nil),
            (["AlertEncrypted yes", "AlertExceedsMax yes", "ScanArchive no"], "ScanArchive yes"),
            (["AlertEncrypted yes", "AlertExceedsMax yes", "ScanMail no"], "ScanMail yes"),
            (["AlertEncrypted yes", "AlertExceedsMax yes", "MaxRecursion 100"], nil),
            (["AlertEncrypted yes", "AlertExceedsMax yes", "MaxRecursion 200"], "MaxRecursion 100 or less"),
        ] as [([String], String?)])
    func settings(_ settings: [String], _ remedy: String?) async throws {
        let clamd = try await ClamdInstance.start(settings: settings)
        let check = try Self.check(.unix(path: clamd.path))
        if let remedy {
            #expect(check.failure?.contains(remedy) == true, "\(check)")
        } else {
            #expect(check.failure == nil)
        }
        try await clamd.process.stop()
    }

    @Test("A clamd whose signatures do not know EICAR is refused")
    func blindDatabase() async throws {
        let signatures = try Signatures(empty: true)
        try signatures.add("other.ndb", "Tamis.Test.Two:0:*:\(hex(Signatures.secondVirus))\n")
        let clamd = try await ClamdInstance.start(database: signatures.database)
        #expect(try Self.check(.unix(path: clamd.path)).failure == "clamd does not find EICAR; run freshclam")
        try await clamd.process.stop()
    }

    @Test("What is no clamd is refused", arguments: FaultyClamd.Fault.allCases.filter { $0 != .deaf })
    func faults(_ fault: FaultyClamd.Fault) throws {
        let clamd = try FaultyClamd(fault)
        let check = try Self.check(.unix(path: clamd.path), within: .milliseconds(fault == .silent ? 300 : 60_000))
        #expect(check.failure != nil)
    }

    private static func check(_ address: ClamdAddress, within time: Duration = .seconds(300)) throws -> ClamdCheck {
        let socket = try address.connect(within: .seconds(60))
        let connection = ClamdConnection(owning: socket, deadline: .now + time)
        return ClamdCheck(ClamdScanner(connection, canUnpackRAR: false))
    }
}
