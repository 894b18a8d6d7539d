import TestSupport
import Testing

extension EndToEnd {
    /// Mail flows while everything around it breaks; then every delivery is looked for.
    ///
    /// This is the short form. `scripts/chaos` runs the same for longer; docs/reliability.md says how to read it.
    @Suite(
        .serialized,
        .enabled(if: PostfixInstance.isAvailable && SmallFileSystem.isAvailable, "needs root, Postfix and mount"))
    struct ChaosTests {
        @Test(arguments: PostfixInstance.FilterProtocol.allCases)
        func `Laws 1 and 2: whatever breaks, nothing is lost, and nothing comes twice that could be known`(
            over filterProtocol: PostfixInstance.FilterProtocol
        ) async throws {
            let start = ContinuousClock.now
            let run = try await ChaosRun(over: filterProtocol, .fromEnvironment)
            let sent = try await run.run()
            let account = try await ChaosAccount(of: run, sent: sent)
            let report = ChaosReport(
                run: run, filterProtocol: filterProtocol, account: account, took: ContinuousClock.now - start)
            print(report)

            let stories = (account.lost + account.unexplained + account.viruses + account.altered + account.untold)
                .prefix(5).map(account.story).joined(separator: "\n")
            #expect(account.lost == [], "\(stories)")
            #expect(account.unexplained == [], "\(stories)")
            #expect(account.viruses == [], "\(stories)")
            #expect(account.altered == [], "\(stories)")
            #expect(account.untold == [], "\(stories)")
            #expect(account.bouncedByUs == [])
            #expect(run.tamis.uncleanEnds == [])
            // All was mended, and tried again every second: what is left does not move.
            #expect(account.queued == 0, "\(run.postfix.log.suffix(8_000))\n\(run.tamis.log.suffix(8_000))")

            // It was a fault suite.
            #expect(account.delivered > 0 && account.quarantined > 0 && account.retries > 0)
            if run.options.messages == nil {
                for fault in ChaosFault.allCases where SupervisedTamis.canSetClock || !fault.isOfClock {
                    #expect((run.faultCounts[fault] ?? 0) > 0, "\(fault)")
                }
            }
            try await run.postfix.stop()
        }
    }
}
