import Foundation
import TestSupport
import Testing

@testable import tamis

@Suite("check-config and the virus signatures")
struct SignatureReportTests {
    private static func report(_ folder: String, now: Int) -> SignatureReport {
        var configuration = Configuration.defaults
        configuration.antivirus.database = folder
        return SignatureReport(configuration, now: now)
    }

    @Test("Their age is told, and from three days on it is a warning")
    func age() throws {
        let folder = try TemporaryFolder("signatures")
        let head = "ClamAV-VDB:27 Nov 2026 08-30 -0500:27801:2076543:90:0123abcd:Sig:builder:1795786200"
        try folder.write(head.padding(toLength: 512, withPad: " ", startingAt: 0), to: "daily.cvd")
        let made = 1_795_786_200
        let young = Self.report(folder.path, now: made + 5 * 3_600)
        #expect(young.status == .present && young.warning == nil && young.dailyVersion == 27801)
        #expect(young.line(now: made + 5 * 3_600) == "# virus signatures: daily 27801, 5 hours old")
        let old = Self.report(folder.path, now: made + 4 * 86_400)
        #expect(old.status == .old && old.time == made)
        #expect(old.line(now: made + 4 * 86_400).hasPrefix("# warning: the virus signatures are 4 days old; "))
    }

    @Test("Where there are none it says how to get some; where none are needed it says nothing of it")
    func missing() throws {
        let missing = Self.report("/nonexistent", now: 0)
        #expect(missing.status == .missing && missing.time == nil)
        #expect(missing.line(now: 0).contains("/nonexistent (No such file or directory)"))
        #expect(missing.line(now: 0).contains("apt-get install clamav-freshclam"))
        var configuration = Configuration.defaults
        configuration.antivirus.enabled = false
        let disabled = SignatureReport(configuration, now: 0)
        #expect(disabled.status == .disabled && disabled.warning == nil)
    }

    @Test("The command prints it, for people and as JSON, and it is no error", arguments: [false, true])
    func command(json: Bool) async throws {
        let folder = try TemporaryFolder("check")
        let file = try folder.write("[antivirus]\ndatabase = \"/nonexistent/signatures\"\n", to: "tamis.toml")
        let process = try ChildProcess(
            BuiltPrograms.path(of: "tamis"), ["check-config", "--config", file] + (json ? ["--json"] : []))
        #expect(try await process.wait() == 0)
        #expect(process.output.contains("apt-get install clamav-freshclam"), "\(process.output)")
        #expect(process.output.contains(#""status" : "missing""#) == json)
    }
}
