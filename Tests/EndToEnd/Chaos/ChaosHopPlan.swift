import Synchronization
import TestSupport

/// What the next hop does wrong, drawn from a seed, until it is mended.
final class ChaosHopPlan: Sendable {
    private let state: Mutex<(generator: SeededGenerator, isMended: Bool)>

    init(seed: UInt64) { state = Mutex((SeededGenerator(seed: seed), false)) }

    /// From now on all goes well.
    func mend() { state.withLock { $0.isMended = true } }

    /// One in six connections and one in five transactions.
    func fault(at moment: FaultyHop.Moment) -> HopFault? {
        state.withLock { state in
            if state.isMended { return nil }
            switch moment {
            case .connection:
                guard Int.random(in: 0..<6, using: &state.generator) == 0 else { return nil }
                return Self.draw([.greeting, .ehlo], &state.generator)
            case .transaction:
                guard Int.random(in: 0..<5, using: &state.generator) == 0 else { return nil }
                return Self.draw([.xforward, .mail, .rcpt, .data, .content, .dot, .dot], &state.generator)
            }
        }
    }

    private static func draw(_ phases: [HopFault.Phase], _ generator: inout SeededGenerator) -> HopFault {
        let phase = phases[Int.random(in: 0..<phases.count, using: &generator)]
        let stall = Duration.milliseconds(Int.random(in: 100...4_000, using: &generator))
        let act: HopFault.Act =
            switch Int.random(in: 0..<24, using: &generator) {
            case 0...2: .reply(421)
            case 3...6: .reply(451)
            case 7: .reply(554)
            case 8...10: phase == .rcpt ? .replyToSome(450) : .reply(452)
            case 11: phase == .rcpt ? .replyToSome(550) : .closeBefore
            case 12...14: .closeBefore
            case 15...17: .closeAfter
            case 18...19: .stallBefore(stall)
            case 20...21: .stallAfter(stall)
            default: .octets
            }
        return HopFault(phase, act)
    }
}
