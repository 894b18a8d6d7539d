import MailObject
import Testing

@testable import Policy

@Suite("Plan")
struct PlanTests {
    private func verdict(_ disposition: Disposition, tag: String? = nil, quarantines: Bool = false) -> Verdict {
        Verdict(
            category: .clean, disposition: disposition, quarantines: quarantines, symbols: [], score: 0, tag2Level: 5,
            viruses: [], banned: [], reason: "", note: "", isLoop: false, edits: HeaderEdits(subjectTag: tag))
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

    @Test("Edits that come back after others join their group again")
    func comeBack() {
        let plan = Plan((0..<1_000).map { verdict(.pass, tag: "tag \($0 % 7)") })
        #expect(plan.deliveries.count == 7)
        for (group, delivery) in plan.deliveries.enumerated() {
            #expect(delivery.recipients == Array(stride(from: group, to: 1_000, by: 7)))
        }
    }

    @Test("What is refused is not relayed")
    func refused() {
        let plan = Plan([verdict(.reject), verdict(.pass), verdict(.reject)])
        #expect(plan.deliveries.map(\.recipients) == [[1]])
        #expect(plan.quarantined.isEmpty)
    }

    @Test("Nothing to relay makes no transaction")
    func nothing() {
        #expect(Plan([verdict(.discard), verdict(.tempfail)]).deliveries.isEmpty)
        #expect(Plan([]).deliveries.isEmpty)
    }
}
