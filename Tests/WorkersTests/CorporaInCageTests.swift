import Evidence
import Foundation
import TestSupport
import Testing
import Workers

@Suite struct CorporaInCageTests {
    @Test(
        "Every kind of mail is read and scanned inside the cage, without a child lost",
        .enabled(if: Corpora.hasShared, "needs the shared corpora"))
    func corpora() async throws {
        let sample = Corpora.mime + Corpora.spamAssassin.every(40) + Corpora.phishing.every(40)
        let fixture = try PoolFixture(antivirus: true)
        try await fixture.run {
            for (name, bytes) in try sample.contents() {
                let inspection = try await fixture.inspect(bytes, scans: true)
                #expect(inspection.reading.result != nil, "\(name): \(inspection.reading)")
                #expect(inspection.scan.result != nil, "\(name): \(inspection.scan)")
            }
            #expect(fixture.pool.status.lostChildren == 0, "\(fixture.log.text)")
        }
    }

    @Test(
        "What libclamav unpacks outside the cage it unpacks inside",
        .enabled(if: FileManager.default.fileExists(atPath: ClamAVSamples.folder), "needs clamav-testfiles"))
    func archives() async throws {
        let fixture = try PoolFixture(antivirus: true)
        try fixture.folder.write(ClamAVSamples.signature, to: "database/clam.hdb")
        let samples = try FileManager.default.contentsOfDirectory(atPath: ClamAVSamples.folder).sorted()
        try #require(samples.count > 30)
        try await fixture.run {
            for name in samples {
                let file = try Data(contentsOf: URL(filePath: ClamAVSamples.folder + "/" + name))
                let encoded = file.base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn])
                let mail =
                    "Subject: \(name)\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n"
                    + "Content-Transfer-Encoding: base64\r\n\r\n" + encoded.replacing("\r", with: "\r\n") + "\r\n"
                let inspection = try await fixture.inspect(Array(mail.utf8), scans: true)
                guard case .found(.infected) = inspection.scan else {
                    Issue.record("\(name): \(inspection.scan)")
                    continue
                }
            }
            #expect(fixture.pool.status.lostChildren == 0, "\(fixture.log.text)")
        }
    }
}

/// Debian's test files for ClamAV: one harmless program in many wrappings.
enum ClamAVSamples {
    static let folder = "/usr/share/clamav-testfiles"
    /// The program's size and MD5.
    static let signature = "aa15bcf478d165efd2065190eb473bcb:544:ClamAV-Test-File\n"
}

extension [URL] {
    func every(_ step: Int) -> [URL] {
        stride(from: 0, to: count, by: step).map { self[$0] }
    }
}
