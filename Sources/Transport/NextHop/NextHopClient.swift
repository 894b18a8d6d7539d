public import Logging
public import MailObject
public import NIOCore
public import SMTP
import Synchronization

/// Delivers to the first next hop of a list that can be reached.
public final class NextHopClient: NextHop {
    /// More next hops than a list and a handful of MX make: idle ones are forgotten then.
    private static let maximumDestinations = 64

    private struct State {
        var destinations: [Endpoint: Destination] = [:]
        /// Those that were forgotten last, here or by the client before: what they know goes to the next one at the same
        /// endpoint.
        var former: [Endpoint: Destination]
        var isShutDown = false

        /// - Returns: those whose idle connections are to be ended.
        mutating func forget() -> [Destination] {
            former = destinations
            destinations = [:]
            return Array(former.values)
        }
    }

    /// Where it delivers to, and how.
    public let settings: NextHopSettings
    private let state: Mutex<State>
    private let logger: Logger
    private let group: any EventLoopGroup

    /// Makes a client; it connects when there is something to deliver.
    ///
    /// - Parameter former: the client that this one stands in for: what it knows of its next hops is known here too.
    public init(
        settings: NextHopSettings, logger: Logger, group: any EventLoopGroup = EventLoops.shared,
        insteadOf former: NextHopClient? = nil
    ) {
        self.settings = settings
        let known = former?.state.withLock { $0.destinations.isEmpty ? $0.former : $0.destinations }
        state = Mutex(State(former: known ?? [:]))
        self.logger = logger
        self.group = group
    }

    /// What all next hops of this client's messages announced when they were last connected to; everything of those
    /// that were not.
    public func announcement(for client: ClientInfo) -> Announcement {
        destinations(for: client).reduce(.all) { $0.intersection($1.announcement) }
    }

    /// How many connections wait for a transaction.
    public var idleConnectionCount: Int {
        state.withLock { $0.destinations.values.reduce(0) { $0 + $1.idleConnectionCount } }
    }

    /// Delivers one transaction. What the next hop has no room for in one transaction follows in another.
    public func relay(_ transaction: OutgoingTransaction) async -> RelayReport {
        let destinations = destinations(for: transaction.client)
        guard !destinations.isEmpty else {
            let reason = "No next hop for a client without an address and port of its own"
            return RelayReport(
                nextHop: "none",
                outcomes: Array(repeating: .unreachable(reason), count: transaction.envelope.recipients.count))
        }
        // Those that failed a moment ago come last: each message would wait for the same timeout.
        let order = destinations.filter { !$0.isFailing } + destinations.filter(\.isFailing)
        var report = RelayReport(nextHop: "", outcomes: [])
        for destination in order {
            report = RelayReport(
                nextHop: destination.name, outcomes: await relayInParts(transaction, to: destination))
            guard report.outcomes.allSatisfy(\.isUnreachable), transaction.deadline > .now else { break }
        }
        return report
    }

    /// Connects to every next hop that does not depend on the client, to learn what it announces.
    ///
    /// - Parameter visit: called for each that answers, with the address and port of our end of the connection, which
    ///   stays open.
    public func probe(within limit: Duration, _ visit: (Endpoint, _ address: String, _ port: Int) -> Void) async {
        for endpoint in settings.addresses.compactMap(\.endpoint) {
            let destination = destination(endpoint)
            do {
                let (address, port) = try await destination.probe(within: limit)
                visit(endpoint, address, port)
            } catch {
                logger.warning("next hop \(destination.name) does not answer yet: \(Destination.words(for: error))")
            }
        }
    }

    /// Ends the idle connections with QUIT, and keeps none from now on; what is still to be delivered is.
    public func shutDown() {
        let destinations = state.withLock { state in
            state.isShutDown = true
            return Array(state.destinations.values)
        }
        for destination in destinations { destination.shutDown() }
    }

    private func relayInParts(_ transaction: OutgoingTransaction, to destination: Destination) async -> [RelayOutcome] {
        var outcomes = await destination.relay(transaction)
        while true {
            let rest = outcomes.indices.filter { outcomes[$0].asksForAnotherTransaction }
            // Only while it goes on: a next hop that says so to each first recipient has no room at all.
            guard !rest.isEmpty, outcomes.contains(where: \.isRelayed), transaction.deadline > .now else {
                return outcomes
            }
            let more = await destination.relay(transaction.only(rest))
            for (position, outcome) in zip(rest, more) { outcomes[position] = outcome }
            if !more.contains(where: \.isRelayed) { return outcomes }
        }
    }

    private func destinations(for client: ClientInfo) -> [Destination] {
        var endpoints: [Endpoint] = []
        for address in settings.addresses {
            if let endpoint = address.endpoint(for: client), !endpoints.contains(endpoint) {
                endpoints.append(endpoint)
            }
        }
        return endpoints.map(destination)
    }

    private func destination(_ endpoint: Endpoint) -> Destination {
        let (destination, forgotten) = state.withLock { state -> (Destination, [Destination]) in
            if let known = state.destinations[endpoint] { return (known, []) }
            var forgotten: [Destination] = []
            if state.destinations.count >= Self.maximumDestinations {
                forgotten = state.forget()
            }
            let new = Destination(
                endpoint: endpoint, settings: settings, logger: logger, group: group,
                insteadOf: state.former[endpoint])
            state.destinations[endpoint] = new
            if state.isShutDown { forgotten.append(new) }
            return (new, forgotten)
        }
        for destination in forgotten { destination.shutDown() }
        return destination
    }
}

extension OutgoingTransaction {
    /// The same for some of its recipients.
    fileprivate func only(_ positions: [Int]) -> OutgoingTransaction {
        OutgoingTransaction(
            client: client,
            envelope: Envelope(
                reversePath: envelope.reversePath, mailParameters: envelope.mailParameters,
                recipients: positions.map { envelope.recipients[$0] }),
            content: content, deadline: deadline, unity: unity)
    }
}
