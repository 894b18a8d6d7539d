import Logging
import MailObject
import Transport

/// The next hops of mail that comes before and after the queue.
struct NextHops: Sendable {
    private let afterQueue: NextHopClient
    private let beforeQueue: NextHopClient

    /// Makes those of a configuration; `former` are the ones they stand in for, and those whose settings are the same are
    /// kept.
    init(_ configuration: Configuration, logger: Logger, insteadOf former: NextHops? = nil) {
        func client(_ placement: Placement) -> NextHopClient {
            let settings = NextHopSettings(configuration, placement)
            if let same = former?[placement], same.settings == settings { return same }
            return NextHopClient(settings: settings, logger: logger, insteadOf: former?[placement])
        }
        afterQueue = client(.afterQueue)
        beforeQueue = client(.beforeQueue)
    }

    subscript(placement: Placement) -> NextHopClient {
        switch placement {
        case .afterQueue: afterQueue
        case .beforeQueue: beforeQueue
        }
    }

    /// Ends the idle connections of all but those that `others` has too.
    func shutDown(besides others: NextHops? = nil) {
        for placement in Placement.allCases where self[placement] !== others?[placement] { self[placement].shutDown() }
    }
}
