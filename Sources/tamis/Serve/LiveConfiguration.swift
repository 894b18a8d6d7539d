import Filter
import MailObject
import Synchronization

/// The configuration in force. SIGHUP swaps it as a whole; each message reads it once.
final class LiveConfiguration: Sendable {
    private struct State {
        let configuration: Configuration
        let afterQueue: FilterSettings
        let beforeQueue: FilterSettings

        init(_ configuration: Configuration) {
            self.configuration = configuration
            afterQueue = FilterSettings(configuration, placement: .afterQueue)
            beforeQueue = FilterSettings(configuration, placement: .beforeQueue)
        }
    }

    private let current: Mutex<State>

    init(_ configuration: Configuration) {
        current = Mutex(State(configuration))
    }

    /// The configuration as it is now.
    var configuration: Configuration { current.withLock { $0.configuration } }

    /// What the pipeline needs of it.
    func filter(_ placement: Placement = .afterQueue) -> FilterSettings {
        current.withLock { placement == .afterQueue ? $0.afterQueue : $0.beforeQueue }
    }

    /// Puts another one in force.
    func replace(_ configuration: Configuration) {
        let state = State(configuration)
        current.withLock { $0 = state }
    }
}
