import Foundation

/// How long a run of the fault suite is, and from which seed; `scripts/chaos` sets it.
struct ChaosOptions {
    /// Everything that is drawn is drawn from it.
    var seed: UInt64 = 4_711
    /// How many messages; nil: as many as fit into ``duration``.
    var messages: Int?
    /// For how long messages are sent and faults happen; at least until each kind of fault has happened.
    var duration = Duration.seconds(45)
    /// Messages a second.
    var pace = 8

    /// `CHAOS_SEED`, and `CHAOS_MESSAGES` (a protocol) or `CHAOS_MINUTES` (for both protocols together).
    static var fromEnvironment: ChaosOptions {
        let environment = ProcessInfo.processInfo.environment
        var options = ChaosOptions()
        if let seed = environment["CHAOS_SEED"].flatMap(UInt64.init) { options.seed = seed }
        options.messages = environment["CHAOS_MESSAGES"].flatMap(Int.init)
        if let minutes = environment["CHAOS_MINUTES"].flatMap(Int.init) { options.duration = .seconds(minutes * 30) }
        if let pace = environment["CHAOS_PACE"].flatMap(Int.init), pace > 0 { options.pace = pace }
        return options
    }
}
