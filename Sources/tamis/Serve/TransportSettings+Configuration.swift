import SMTP
import Transport

extension ListenerSettings {
    /// The way in, as the configuration has it.
    init(_ configuration: Configuration) {
        let smtp = configuration.smtp
        self.init(
            addresses: smtp.listen, sizeLimit: smtp.sizeLimit,
            maximumBytesInFlight: smtp.maximumContentBytesInFlight, idleTimeout: smtp.idleTimeout)
    }
}

extension NextHopSettings {
    /// The way out, as the configuration has it.
    init(_ configuration: Configuration) {
        var timeouts = Timeouts()
        // It begins within the deadline, and must end within the 600 s for which Postfix waits (law 12).
        timeouts.endOfData = min(timeouts.endOfData, max(.seconds(1), .seconds(599) - configuration.smtp.deadline))
        self.init(
            endpoint: configuration.smtp.forward.lazy.compactMap(\.endpoint).first
                ?? .tcp(host: "127.0.0.1", port: 10025),
            protocol: configuration.smtp.forwardProtocol == .lmtp ? .lmtp : .smtp, heloName: configuration.hostname,
            timeouts: timeouts)
    }
}
