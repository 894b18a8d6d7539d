import MailObject
import SMTP
import Transport

extension ListenerSettings {
    /// The way in, as the configuration has it; where the service manager hands over sockets they take the place of
    /// the configuration's, for mail before and after the queue each.
    init(_ configuration: Configuration, sockets: [ListeningPlace] = []) {
        let smtp = configuration.smtp
        let configured =
            smtp.listen.map { ListeningPlace($0, placement: .afterQueue) }
            + configuration.beforeQueue.listen.map { ListeningPlace($0, placement: .beforeQueue) }
        let handedOver = Set(sockets.map(\.placement))
        self.init(
            places: sockets + configured.filter { !handedOver.contains($0.placement) }, socketMode: smtp.socketMode,
            accessList: smtp.inetACL, sizeLimit: smtp.sizeLimit,
            maximumBytesInFlight: smtp.maximumContentBytesInFlight, idleTimeout: smtp.idleTimeout)
    }
}

extension NextHopSettings {
    /// The way out, as the configuration has it.
    init(_ configuration: Configuration, _ placement: Placement) {
        var timeouts = Timeouts()
        // It begins within the deadline, and must end before Postfix gives us up: after 600 s behind the queue
        // (smtp_data_done_timeout), after 100 s before it (smtpd_proxy_timeout) (law 12).
        let (deadline, patience) =
            switch placement {
            case .afterQueue: (configuration.smtp.deadline, Duration.seconds(599))
            case .beforeQueue: (configuration.beforeQueue.deadline, Duration.seconds(99))
            }
        timeouts.endOfData = min(timeouts.endOfData, max(.seconds(1), patience - deadline))
        self.init(
            addresses: placement == .afterQueue ? configuration.smtp.forward : configuration.beforeQueue.forward,
            protocol: placement == .afterQueue && configuration.smtp.forwardProtocol == .lmtp ? .lmtp : .smtp,
            heloName: configuration.hostname, timeouts: timeouts,
            maximumConnections: configuration.smtp.maximumNextHopConnections)
    }
}
