import SMTP
import Transport

extension ListenerSettings {
    /// The way in, as the configuration has it.
    init(_ configuration: Configuration) {
        let smtp = configuration.smtp
        self.init(
            addresses: [Transport.Endpoint(smtp.listen)], sizeLimit: smtp.sizeLimit,
            maximumBytesInFlight: smtp.maximumContentBytesInFlight, idleTimeout: smtp.idleTimeout)
    }
}

extension NextHopSettings {
    /// The way out, as the configuration has it.
    init(_ configuration: Configuration) {
        self.init(
            endpoint: Transport.Endpoint(configuration.smtp.forward),
            protocol: configuration.smtp.forwardProtocol == .lmtp ? .lmtp : .smtp, heloName: configuration.hostname)
    }
}

extension Transport.Endpoint {
    fileprivate init(_ endpoint: Endpoint) {
        self =
            switch endpoint {
            case .host(let host, let port): .tcp(host: host, port: port)
            case .unix(let path): .unix(path: path)
            }
    }
}
