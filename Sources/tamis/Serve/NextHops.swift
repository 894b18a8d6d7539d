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

    /// Asks the next hops what they announce, and finds out whether one of them is ourselves: then the connection that
    /// is made to it is one that our own listener has.
    ///
    /// - Parameter isOurClient: whether a connection with this remote address and port is open at the listener.
    /// - Throws: ``OperationError`` that names the setting.
    func probe(_ configuration: Configuration, isOurClient: (String, Int) -> Bool) async throws {
        for placement in Placement.allCases {
            if placement == .beforeQueue, configuration.beforeQueue.listen.isEmpty { continue }
            var ours: Endpoint?
            await self[placement].probe(within: .seconds(5)) { endpoint, address, port in
                if isOurClient(address, port) { ours = endpoint }
            }
            if let ours {
                let key = placement == .afterQueue ? "smtp.forward" : "before_queue.forward"
                throw OperationError(
                    "\(key): \(ours) is Tamis itself, mail would go round for ever; name the listener of Postfix that "
                        + "has no content filter")
            }
        }
    }
}
