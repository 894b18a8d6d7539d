import CClamAV
import Evidence
import TestSupport
import Testing

@testable import ClamAV

@Suite("ScanRecord")
struct ScanRecordTests {
    private func record(_ fill: (ScanRecord) -> Void = { _ in }) -> ScanRecord {
        let record = ScanRecord(fileBytes: 1_000_000)
        fill(record)
        return record
    }

    @Test("Only CL_CLEAN in silence is clean")
    func clean() {
        #expect(record().outcome(code: CL_CLEAN, virusName: nil) == .found(.clean))
        let warned = record { $0.messages.addWarning("odd") }
        #expect(warned.outcome(code: CL_CLEAN, virusName: nil) == .found(.clean))
        let failed = record { $0.messages.addError("Can't create temporary directory\n") }
        #expect(
            failed.outcome(code: CL_CLEAN, virusName: nil)
                == .unavailable(reason: "Can't create temporary directory"))
    }

    @Test(
        "Every other code is unavailable, but for limits, which are incomplete",
        arguments: [CL_ENULLARG, CL_EMEM, CL_EWRITE, CL_ETMPDIR, CL_EPARSE, CL_EFORMAT, CL_BREAK, CL_ERROR])
    func codes(_ code: cl_error_t) {
        #expect(record().outcome(code: code, virusName: nil).unavailableReason?.isEmpty == false)
        let infected = record { $0.found("Some.Virus") }
        #expect(infected.outcome(code: code, virusName: nil).signatures == ["Some.Virus"])
    }

    @Test(
        "Over the time or a limit by code, or infected by nothing, is incomplete",
        arguments: [CL_ETIMEOUT, CL_EMAXSIZE, CL_VIRUS])
    func limits(_ code: cl_error_t) {
        guard case .found(.incomplete(let reason)) = record().outcome(code: code, virusName: nil) else {
            Issue.record("not incomplete")
            return
        }
        #expect(reason.contains("limit"))
    }

    @Test("A virus beside an error is a virus")
    func virusAndError() {
        let record = record {
            $0.messages.addError("write failed")
            $0.found("Some.Virus")
        }
        #expect(record.outcome(code: CL_VIRUS, virusName: nil).signatures == ["Some.Virus"])
    }

    @Test("An error beside what could not be looked into is an error")
    func errorAndLimit() {
        let record = record {
            $0.messages.addError("write failed")
            $0.found("Heuristics.Limits.Exceeded.MaxFiles")
        }
        #expect(record.outcome(code: CL_VIRUS, virusName: nil) == .unavailable(reason: "write failed"))
    }

    @Test("A name that came only with the return is counted, by the same rules")
    func returnedName() {
        #expect(record().outcome(code: CL_VIRUS, virusName: "Some.Virus").signatures == ["Some.Virus"])
        #expect(
            record().outcome(code: CL_VIRUS, virusName: "Heuristics.Encrypted.PDF")
                == .found(.encrypted(reason: "encrypted PDF")))
    }

    @Test("Messages are made one line of printable ASCII, and bounded")
    func printable() {
        let messages = Messages()
        messages.addError("a\r\nX-Forged: \u{1B}[1m\u{E9}" + String(repeating: "x", count: 1_000))
        #expect(messages.firstError?.hasPrefix("a? X-Forged: ?[1m??xxx") == true)
        #expect(messages.firstError?.utf8.count == 200)
        messages.addError("second")
        #expect(messages.errorCount == 2)
    }

    @Test("Two findings of one message: infected before failed before incomplete before clean")
    func combined() {
        let findings: [Finding<ScanResult>] = [
            .notRun, .found(.clean), .found(.incomplete(reason: "encrypted")), .unavailable(reason: "broken"),
        ]
        for (index, lower) in findings.enumerated() {
            for higher in findings[index...] {
                #expect(lower.combined(with: higher) == higher)
                #expect(higher.combined(with: lower) == higher)
            }
        }
        // What is beside an infection counts where its signatures are taken for no virus.
        for other in findings.dropFirst() {
            let expected = Finding.found(ScanResult.infected(["A"], besides: other))
            #expect(Finding.found(.infected(["A"])).combined(with: other) == expected)
            #expect(other.combined(with: .found(.infected(["A"]))) == expected)
        }
        #expect(Finding.notRun.combined(with: .found(.infected(["A"]))) == .found(.infected(["A"])))
        #expect(
            Finding.found(ScanResult.infected(["A", "B"])).combined(with: .found(.infected(["B", "C"])))
                == .found(.infected(["A", "B", "C"])))
        #expect(
            Finding.found(ScanResult.incomplete(reason: "x")).combined(with: .found(.incomplete(reason: "y")))
                == .found(.incomplete(reason: "x, y")))
    }
}
