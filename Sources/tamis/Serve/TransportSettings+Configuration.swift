import SMTP
import Transport

extension ListenerSettings {
    /// The way in, as the configuration has it.
    init(_ configuration: Configuration) {
        let smtp = configuration.smtp
        self.init(
            addresses: [smtp.listen], sizeLimit: smtp.sizeLimit,
            maximumBytesInFlight: smtp.maximumContentBytesInFlight, idleTimeout: smtp.idleTimeout)
    }
}

extension NextHopSettings {
    /// The way out, as the configuration has it.
    init(_ configuration: Configuration) {
        self.init(
            endpoint: configuration.smtp.forward,
            protocol: configuration.smtp.forwardProtocol == .lmtp ? .lmtp : .smtp, heloName: configuration.hostname)
    }
}
