import MailObject
import ServiceLifecycle
import Transport

/// At the start asks the next hops what they announce, and finds out whether one of them is ourselves: then the
/// connection that is made to it is one that our own listener has, or leads to the UNIX socket it listens at. That ends
/// the daemon, for mail would go round.
struct NextHopProbe: Service {
    /// How long each may take. Postfix may well start after us: one that does not answer is no error.
    private static let patience = Duration.seconds(5)

    let nextHops: NextHops
    let configuration: Configuration
    let listener: SMTPListener

    func run() async throws {
        try await check()
        try? await gracefulShutdown()
    }

    /// - Throws: ``OperationError`` that names the setting.
    func check() async throws {
        for placement in Placement.allCases {
            if placement == .beforeQueue, configuration.beforeQueue.listen.isEmpty { continue }
            var ours: Endpoint?
            await nextHops[placement].probe(within: Self.patience) { endpoint, address, port in
                let leadsToUs =
                    listener.isConnected(from: address, port: port) || listener.boundAddresses.contains(endpoint)
                if leadsToUs { ours = endpoint }
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
