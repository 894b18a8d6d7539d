import MailObject
import Transport

/// Whether mail of one placement has somewhere to go that is not Tamis itself, as far as the configuration tells.
///
/// A host's name, a wildcard address or a forwarded port can still lead back: the daemon looks for that at its start,
/// and the hop count ends what neither has seen.
struct NextHopCheck {
    private let places: [Endpoint]
    private let hops: [NextHopAddress]
    private let own: [(key: String, places: [Endpoint])]
    private let key: String

    init(_ configuration: Configuration, _ placement: Placement) {
        switch placement {
        case .afterQueue:
            (places, hops, key) = (configuration.smtp.listen, configuration.smtp.forward, "smtp.forward")
        case .beforeQueue:
            (places, hops) = (configuration.beforeQueue.listen, configuration.beforeQueue.forward)
            key = "before_queue.forward"
        }
        own = [
            ("smtp.listen", configuration.smtp.listen), ("before_queue.listen", configuration.beforeQueue.listen),
        ]
    }

    /// What is wrong, or nil.
    var complaint: String? {
        for place in places {
            let client = Self.client(of: place)
            for hop in hops {
                guard let endpoint = hop.endpoint(for: client),
                    let listening = own.first(where: { $0.places.contains(endpoint) })
                else { continue }
                // Elsewhere a star is another host, which may well listen at the same port.
                if hop.endpoint == nil, !Self.isLoopback(endpoint) { continue }
                let through = hop.endpoint == nil ? ", by \(hop)," : ""
                return "\(endpoint) is in \(listening.key) and\(through) in \(key): mail would go round for ever"
            }
            if case .unix = place, hops.allSatisfy({ $0.endpoint(for: client) == nil }) {
                return "\(key) has * only, and \(place) has no host and no port to take its place: "
                    + "add a next hop without *"
            }
        }
        return nil
    }

    /// One that connects to a place from the address that it is at.
    private static func client(of place: Endpoint) -> ClientInfo {
        switch place {
        case .tcp(let host, let port): ClientInfo(address: host, localAddress: host, localPort: port)
        case .unix: ClientInfo(address: "")
        }
    }

    private static func isLoopback(_ endpoint: Endpoint) -> Bool {
        guard case .tcp(let host, _) = endpoint else { return false }
        return host.hasPrefix("127.") || host == "::1" || host == "localhost"
    }
}
