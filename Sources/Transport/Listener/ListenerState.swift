import Logging
import MailObject
import NIOCore
import SMTP
import Synchronization

/// What all connections of a listener share.
final class ListenerState: Sendable {
    let handler: any MessageHandler
    let budget: ContentBudget
    let registry = ConnectionRegistry()
    let logger: Logger
    let announcement: @Sendable (Placement, ClientInfo) -> Announcement

    private let current: Mutex<ListenerSettings>
    private let denials = LogThrottle()
    private let acceptErrors = LogThrottle()
    private let shortages = LogThrottle()

    init(
        _ settings: ListenerSettings, handler: any MessageHandler, logger: Logger,
        announcement: @escaping @Sendable (Placement, ClientInfo) -> Announcement
    ) {
        self.handler = handler
        self.logger = logger
        self.announcement = announcement
        budget = ContentBudget(capacity: settings.maximumBytesInFlight)
        current = Mutex(settings)
    }

    /// The settings for connections that come now.
    var settings: ListenerSettings {
        get { current.withLock { $0 } }
        set {
            current.withLock { $0 = newValue }
            budget.capacity = newValue.maximumBytesInFlight
        }
    }

    func noteDenial(_ client: ClientInfo) {
        guard let suffix = denials.admit() else { return }
        logger.warning("client [\(client.address)]:\(client.port) is not in smtp.inet_acl: 421\(suffix)")
    }

    func noteAcceptError(_ error: IOError, _ endpoint: Endpoint) {
        guard let suffix = acceptErrors.admit() else { return }
        logger.error("\(endpoint): connections wait to be accepted: \(error)\(suffix)")
    }

    /// Notes that a content cannot be taken in or kept, and is answered 452.
    func noteShortage(_ what: String) {
        guard let suffix = shortages.admit() else { return }
        logger.warning("\(what): 452\(suffix)")
    }
}
