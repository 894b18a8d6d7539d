import Filter
import Synchronization

/// The configuration in force. SIGHUP swaps it as a whole; each message reads it once.
final class LiveConfiguration: Sendable {
    private let current: Mutex<(configuration: Configuration, filter: FilterSettings)>

    init(_ configuration: Configuration) {
        current = Mutex((configuration, FilterSettings(configuration)))
    }

    /// The configuration as it is now.
    var configuration: Configuration { current.withLock { $0.configuration } }
    /// What the pipeline needs of it.
    var filter: FilterSettings { current.withLock { $0.filter } }

    /// Puts another one in force.
    func replace(_ configuration: Configuration) {
        current.withLock { $0 = (configuration, FilterSettings(configuration)) }
    }
}
