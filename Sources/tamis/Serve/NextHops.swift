import Logging
import MailObject
import Transport

/// The next hops of mail that comes before and after the queue.
struct NextHops: Sendable {
    private let afterQueue: NextHopClient
    private let beforeQueue: NextHopClient

    init(_ configuration: Configuration, logger: Logger) {
        afterQueue = NextHopClient(settings: NextHopSettings(configuration, .afterQueue), logger: logger)
        beforeQueue = NextHopClient(settings: NextHopSettings(configuration, .beforeQueue), logger: logger)
    }

    subscript(placement: Placement) -> NextHopClient {
        switch placement {
        case .afterQueue: afterQueue
        case .beforeQueue: beforeQueue
        }
    }

    /// Puts another configuration in force.
    func update(_ configuration: Configuration) {
        for placement in Placement.allCases { self[placement].update(NextHopSettings(configuration, placement)) }
    }

    /// Ends the idle connections.
    func shutDown() {
        for placement in Placement.allCases { self[placement].shutDown() }
    }
}
