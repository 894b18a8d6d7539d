import Evidence
import Foundation
import MIME
import TestSupport
import Testing
import Workers

/// The set of hostile messages against the real worker in its cage (law 7).
///
/// Debug builds decode slowly, so each message has a twentieth of its pieces, but enough to breach its limit.
/// `TAMIS_HOSTILE_DIVISOR=1` with a release build sends them whole; the processor time of each is printed.
@Suite struct HostileMailTests {
    @Test("Law 7: every hostile message is read with the defect it was made for, and costs no child")
    func reading() async throws {
        try await inspect(HostileMail.all.filter { !$0.isForScanner }, antivirus: false) { mail, inspection in
            guard let reading = inspection.reading.result else {
                Issue.record("\(mail): \(inspection.reading)")
                return
            }
            for defect in mail.defects {
                #expect(reading.defects.contains(defect), "\(mail): \(reading.defects)")
            }
        }
    }

    @Test("Laws 7 and 10: archives in archives are read, scanned to the limits, and said to be no further")
    func archives() async throws {
        try await inspect(HostileMail.all.filter(\.isForScanner), antivirus: true) { mail, inspection in
            #expect(inspection.reading.result != nil, "\(mail): \(inspection.reading)")
            #expect(inspection.scan != .found(.clean), "\(mail): \(inspection.scan)")
            #expect(inspection.scan != .notRun, "\(mail)")
        }
    }

    private func inspect(
        _ mails: [HostileMail], antivirus: Bool, _ check: (HostileMail, Inspection) -> Void
    ) async throws {
        let divisor = ProcessInfo.processInfo.environment["TAMIS_HOSTILE_DIVISOR"].flatMap { Int($0) } ?? 20
        let fixture = try PoolFixture(antivirus: antivirus) {
            // One child for all, so that its clock can be read before and after each.
            $0.children = 1
            $0.maximum = 1
            $0.requestsPerChild = mails.count + 1
        }
        try await fixture.run {
            try await fixture.waitForChildren(1)
            for mail in mails {
                let before = processorSeconds(fixture)
                let bytes = mail.bytes(divisor: divisor)
                let inspection = try await fixture.inspect(bytes, scans: antivirus)
                let seconds = processorSeconds(fixture) - before
                print(String(format: "%.2f s of processor time", seconds), "\(bytes.count) bytes", mail)
                check(mail, inspection)
                #expect(fixture.pool.status.lostChildren == 0, "\(mail): \(fixture.log.text)")
            }
        }
    }

    private func processorSeconds(_ fixture: PoolFixture) -> Double {
        fixture.pool.status.children.reduce(0) { $0 + ProcessTree.processorSeconds(of: $1.process) }
    }
}
