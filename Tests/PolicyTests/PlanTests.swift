import MailObject
import Testing

@testable import Policy

@Suite("Plan")
struct PlanTests {
    private func verdict(_ disposition: Disposition, tag: String? = nil, quarantines: Bool = false) -> Verdict {
        Verdict(
            category: .clean, disposition: disposition, quarantines: quarantines, symbols: [], score: 0, tag2Level: 5,
            viruses: [], reason: "", edits: HeaderEdits(subjectTag: tag))
    }

    @Test("Recipients with equal edits share a transaction, by position (law 5)")
    func groups() {
        let plan = Plan([
            verdict(.pass), verdict(.pass, tag: "x"), verdict(.discard, quarantines: true), verdict(.pass),
            verdict(.pass, tag: "x"), verdict(.tempfail),
        ])
        #expect(plan.deliveries.map(\.recipients) == [[0, 3], [1, 4]])
        #expect(plan.quarantined == [2])
    }

    @Test("Nothing to relay makes no transaction")
    func nothing() {
        #expect(Plan([verdict(.discard), verdict(.tempfail)]).deliveries.isEmpty)
        #expect(Plan([]).deliveries.isEmpty)
    }
}
