// Modules: CLinux Descriptors MailObject MIME Evidence CIDN2 CLibXML2 CPSL Content
// Beside: Tests/Steps/steps.c Tests/TestSupport/HostileMail.swift Tests/TestSupport/HostileMail+Content.swift Tests/TestSupport/HostileMail+Structure.swift Tests/TestSupport/Archive.swift Tests/TestSupport/LittleEndian.swift Tests/TestSupport/CRC32.swift Tests/TestSupport/DeflateBlock.swift Tests/TestSupport/TNEFStream.swift Tests/TestSupport/EncodedForm.swift
import Content
import Evidence
import Foundation
import MIME

/// The comparisons made so far by the code that was built with instruments; see `steps.c`.
@_silgen_name("tamis_steps") private func stepsSoFar() -> UInt64

/// Law 7, counted: reads messages, each in two sizes, one twice as large as the other, and fails if one takes more than 2.2
/// times the steps.
///
/// The arguments are files; each is sent again and again as parts of one message. The hostile set is read at any rate.
@main struct ReadingSteps {
    private var reader = ContentReader(charsets: Charsets())
    private var worst = (ratio: 0.0, name: "")
    private var failures = 0

    /// The smaller of the two sizes: below most limits, and where many of them are reached.
    private static let sizes = [30_000, 240_000]
    private static let mostPerDoubling = 2.2

    static func main() throws {
        var steps = ReadingSteps()
        // What is made once, when it is first needed.
        for mail in HostileMail.all where !mail.isForScanner { _ = steps.count(mail.build(20)) }
        for size in sizes {
            for mail in HostileMail.all where !mail.isForScanner {
                // Such as `part 7` grow with their number: the size decides, not the count.
                var pieces = 16
                while mail.build(pieces).count < size { pieces *= 2 }
                // One piece of it is more than that.
                if mail.build(8).count > size, size > sizes[0] { continue }
                // Whole groups of base64 in both sizes, or in none.
                pieces = max(pieces * size / mail.build(pieces).count / 4, 2) * 4
                steps.compare(mail.name, count: pieces, mail.build)
            }
            for path in CommandLine.arguments.dropFirst() {
                let message = [UInt8](try Data(contentsOf: URL(filePath: path)))
                let copies = max(size / max(message.count, 1), 1)
                steps.compare("copies of \(path)", count: copies) {
                    HostileMail.multipart($0, header: "Content-Type: message/rfc822", body: message)
                }
            }
        }
        print(String(format: "At most %.3f times the steps for twice the bytes:", steps.worst.ratio), steps.worst.name)
        if steps.failures > 0 { exit(1) }
    }

    private mutating func count(_ bytes: [UInt8]) -> (steps: UInt64, defects: [Defect]) {
        let before = stepsSoFar()
        let reading = reader.read(bytes.span)
        reader.forgetLeaves()
        return (stepsSoFar() - before, reading.defects)
    }

    private mutating func compare(_ name: String, count: Int, _ build: (Int) -> [UInt8]) {
        var (pieces, single) = (count, build(count))
        var first = self.count(single)
        while true {
            let double = build(pieces * 2)
            let second = self.count(double)
            // A message that just breaches a limit is read in further ways: a jump once, and no curve.
            if second.defects == first.defects || pieces >= count * 8 {
                report(name, (single.count, first.steps), (double.count, second.steps))
                return
            }
            (pieces, single, first) = (pieces * 2, double, second)
        }
    }

    private mutating func report(
        _ name: String, _ single: (bytes: Int, steps: UInt64), _ double: (bytes: Int, steps: UInt64)
    ) {
        // Not all of a message grows with its pieces.
        let growth = Double(double.bytes) / Double(single.bytes)
        let ratio = Double(double.steps) / Double(max(single.steps, 1)) * 2 / growth
        let line = String(
            format: "%6.3f  %9d bytes %7.1f steps/byte", ratio, single.bytes,
            Double(single.steps) / Double(single.bytes))
        let fails = ratio > Self.mostPerDoubling
        print(line, fails ? " NOT A LINE " : " ", name)
        if fails { failures += 1 }
        if ratio > worst.ratio { worst = (ratio, name) }
    }
}
