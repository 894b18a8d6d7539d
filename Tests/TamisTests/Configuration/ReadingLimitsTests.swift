import Descriptors
import Evidence
import Foundation
import Logging
import MIME
import MailObject
import Policy
import TestSupport
import Testing
import Workers

@testable import tamis

/// The keys of `[reading]`, from the file through the real worker to the verdict (law 7).
@Suite struct ReadingLimitsTests {
    struct Limit: Sendable, CustomTestStringConvertible {
        let setting: String
        let mail: String
        let defect: Defect

        var testDescription: String { setting }
    }

    private static func multipart(_ part: String, _ count: Int) -> String {
        "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\(part)\n", count: count) + "--b--\n"
    }

    private static func html(_ text: String) -> String { "Content-Type: text/html\n\n\(text)\n" }

    private static let encodedMessage = "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"

    private static let base64 =
        "Content-Transfer-Encoding: base64\n\n"
        + String(repeating: String(repeating: "QUFB", count: 15) + "\n", count: 40)

    /// Encoded files within each other.
    private static func encoded(_ depth: Int, _ count: Int) -> String {
        var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: count)
        for _ in 0..<depth { bytes = EncodedForm.base64.lines(bytes) }
        return "\n" + String(decoding: bytes, as: UTF8.self)
    }

    /// Each limit, set lower, and a message that keeps to the default and breaches what is set.
    static let cases: [Limit] = [
        Limit(
            setting: "depth=1", mail: String(repeating: "Content-Type: message/rfc822\n\n", count: 3), defect: .tooDeep),
        Limit(setting: "parts=3", mail: multipart("\nx", 4), defect: .tooManyParts),
        Limit(
            setting: "header_bytes=1024", mail: String(repeating: "X-A: 0123456789\n", count: 80) + "\nx",
            defect: .headerTooLarge),
        Limit(
            setting: "header_fields=10", mail: String(repeating: "X-A: b\n", count: 11) + "\nx", defect: .tooManyFields),
        Limit(
            setting: "parameters=10",
            mail: "Content-Type: text/plain" + (0..<11).map { "; a\($0)=b" }.joined() + "\n\nx",
            defect: .tooManyParameters),
        Limit(
            setting: "readings=1", mail: "Content-Type: text/plain\nContent-Type: text/html\nB(x): y\n\nx",
            defect: .tooManyReadings),
        Limit(setting: "decoded_part_bytes=1024", mail: base64, defect: .decodedTooLarge),
        Limit(setting: "decoded_bytes=1024", mail: base64, defect: .decodedTooLarge),
        Limit(
            setting: "expansion=1",
            mail: encodedMessage + encodedMessage + String(repeating: "0123456789\n", count: 8_000),
            defect: .expandedTooFar),
        Limit(setting: "embedded_files=1", mail: encoded(1, 3) + encoded(1, 3), defect: .tooManyParts),
        Limit(setting: "embedded_depth=1", mail: encoded(2, 3), defect: .tooDeep),
        Limit(setting: "embedded_expansion=1", mail: encoded(2, 800_000), defect: .expandedTooFar),
        Limit(setting: "text_bytes=1024", mail: "\n" + String(repeating: "word ", count: 250), defect: .tooMuchText),
        Limit(
            setting: "html_bytes=1024", mail: html(String(repeating: "<p>word</p>\n", count: 100)),
            defect: .oversizedHTML),
        Limit(setting: "html_depth=10", mail: html(String(repeating: "<div>", count: 20)), defect: .htmlTooDeep),
        Limit(
            setting: "html_attributes=10", mail: html("<p" + (0..<20).map { " a\($0)=b" }.joined() + ">x</p>"),
            defect: .tooManyHTMLAttributes),
        Limit(setting: "urls=1", mail: "\nhttp://a.example/ http://b.example/\n", defect: .tooManyURLs),
        Limit(
            setting: "attachments=1", mail: multipart("Content-Type: image/png\n\nx", 2), defect: .tooManyAttachments),
        Limit(
            setting: "tokens=100", mail: "\n" + (0..<200).map { "word\($0)x" }.joined(separator: " "),
            defect: .tooManyTokens),
    ]

    @Test("Every key of [reading] has its case here")
    func complete() {
        let keys = ConfigurationSchema.settings.filter { $0.section == "reading" }.map(\.name)
        #expect(Set(keys) == Set(Self.cases.map { String($0.setting.prefix { $0 != "=" }) }))
    }

    @Test("A limit that is set takes effect in the worker, and its breach shows in the verdict", arguments: cases)
    func takesEffect(_ limit: Limit) async throws {
        #expect(try await !defects(of: limit.mail, sets: []).contains(limit.defect))
        let defects = try await defects(of: limit.mail, sets: ["reading.\(limit.setting)"])
        #expect(defects.contains(limit.defect), "\(defects)")
        var reading = Reading()
        reading.defects = defects
        let findings = Findings(
            reading: .found(reading), scan: .found(.clean), bayes: .notRun, replacedOctets: 0, byteCount: 1)
        let trace = Trace(
            id: MailID(), client: ClientInfo(address: "127.0.0.1", port: 1, localPort: 2, helo: "x"),
            sessionProtocol: .lmtp, date: "")
        let envelope = Envelope(
            reversePath: Path("s@example.com"), recipients: [Recipient(forwardPath: Path("r@example.com"))])
        let verdict = try #require(
            Judge(settings: PolicySettings()).verdicts(for: findings, envelope: envelope, trace: trace).first)
        #expect(verdict.reason.contains(limit.defect.name), "\(verdict.reason)")
        #expect(verdict.symbols.contains { ["UNCHECKED", "PARTLY_READ"].contains($0.name) && $0.score == 0 })
        // The rules about attachments are not asked about what is not described.
        #expect((verdict.category == .unchecked) == (limit.defect.hidesContent || limit.defect == .tooManyAttachments))
    }

    private func defects(of mail: String, sets: [String]) async throws -> [Defect] {
        let folder = try TemporaryFolder("limits")
        let program = try BuiltPrograms.path(of: "tamis-worker").path
        let loaded = try ConfigurationLoader.load(
            text: [], name: "f",
            sets: sets + [
                "antivirus.enabled=false", "worker.program=\(program)", "worker.children=1",
                "worker.scratch=\(try folder.folder("scratch"))",
            ])
        let pool = WorkerPool(settings: WorkerPoolSettings(loaded.configuration), logger: Logger(label: "test"))
        try await pool.start()
        let content = try ContentFile.holding(Array(mail.utf8))
        let inspection = await pool.inspect(
            content, InspectionRequest(scans: false, deadline: .now + .seconds(600)))
        await pool.stop()
        return try #require(inspection.reading.result, "\(inspection.reading)").defects
    }
}
