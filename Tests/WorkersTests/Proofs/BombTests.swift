import Evidence
import Foundation
import TestSupport
import Testing
import Workers

/// Files that unpack to far more than they are, against the real worker and libclamav.
@Suite struct BombTests {
    @Test("Laws 7 and 10: no bomb is clean or costs a child; what it took of processor and memory is printed")
    func bombs() async throws {
        let bombs = try Bomb.all()
        let fixture = try PoolFixture(antivirus: true) {
            // One child for all, so that its clock and memory can be read before and after each.
            $0.children = 1
            $0.maximum = 1
            $0.requestsPerChild = bombs.count + 1
        }
        try await fixture.run {
            try await fixture.waitForChildren(1)
            let child = try #require(fixture.pool.status.children.first?.process)
            for bomb in bombs {
                let before = ProcessTree.processorSeconds(of: child)
                Self.forgetPeak(of: child)
                let resting = Self.peakKilobytes(of: child)
                let message = MailCarrier.base64.message(bomb.bytes, name: "bomb")
                let verdict = ScanVerdict(try await fixture.inspect(message, scans: true))
                print(
                    String(format: "%.2f s,", ProcessTree.processorSeconds(of: child) - before),
                    "\((Self.peakKilobytes(of: child) - resting) / 1_024) MB more:", bomb,
                    "(\(bomb.bytes.count) bytes): \(verdict)")
                #expect(verdict != .clean, "\(bomb)")
                #expect(fixture.pool.status.lostChildren == 0, "\(bomb): \(fixture.log.text)")
                let scratch = fixture.settings.worker.scratch
                try await eventually("an empty scratch folder after \(bomb)", state: { "\(Self.files(in: scratch))" }) {
                    Self.files(in: scratch).isEmpty
                }
            }
        }
    }

    /// What lies in the scratch folders, but for the folders themselves: `worker-PID`, and in it one a child.
    private static func files(in scratch: String) -> [String] {
        let all = (try? FileManager.default.subpathsOfDirectory(atPath: scratch)) ?? ["unreadable"]
        return all.filter {
            $0.split(separator: "/").count != 2 && !$0.hasPrefix("worker-") || $0.split(separator: "/").count > 2
        }
    }

    private static func forgetPeak(of process: Int32) {
        try? Data("5".utf8).write(to: URL(filePath: "/proc/\(process)/clear_refs"))
    }

    /// The most memory that was resident since the peak was forgotten.
    private static func peakKilobytes(of process: Int32) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
