import Filter
import MailObject
import Synchronization

/// The configuration in force, with the next hops that it names. SIGHUP swaps it as a whole; each message takes what it
/// needs of it once.
final class LiveConfiguration: Sendable {
    private struct State {
        let configuration: Configuration
        let nextHops: NextHops
        let afterQueue: FilterConfiguration
        let beforeQueue: FilterConfiguration

        init(_ configuration: Configuration, _ nextHops: NextHops) {
            func filter(_ placement: Placement) -> FilterConfiguration {
                FilterConfiguration(
                    settings: FilterSettings(configuration, placement: placement), nextHop: nextHops[placement])
            }
            self.configuration = configuration
            self.nextHops = nextHops
            afterQueue = filter(.afterQueue)
            beforeQueue = filter(.beforeQueue)
        }
    }

    private let current: Mutex<State>

    init(_ configuration: Configuration, nextHops: NextHops) {
        current = Mutex(State(configuration, nextHops))
    }

    /// The configuration as it is now.
    var configuration: Configuration { current.withLock { $0.configuration } }

    /// The next hops as they are now.
    var nextHops: NextHops { current.withLock { $0.nextHops } }

    /// What the pipeline needs of it.
    func filter(_ placement: Placement = .afterQueue) -> FilterConfiguration {
        current.withLock { placement == .afterQueue ? $0.afterQueue : $0.beforeQueue }
    }

    /// Puts another one in force.
    func replace(_ configuration: Configuration, nextHops: NextHops) {
        let state = State(configuration, nextHops)
        current.withLock { $0 = state }
    }
}
