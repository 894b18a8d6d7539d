/// Where a clamd listens.
public enum ClamdAddress: Hashable, Sendable {
    /// A UNIX socket, by its absolute path: `LocalSocket` of clamd.conf.
    case unix(path: String)
    /// A port, by its host's name or address (IPv6 without brackets): `TCPAddr` and `TCPSocket` of clamd.conf.
    case tcp(host: String, port: Int)
}

extension ClamdAddress: CustomStringConvertible {
    /// `/run/clamav/clamd.ctl`, `127.0.0.1:3310`, `[::1]:3310`.
    public var description: String {
        switch self {
        case .unix(let path): path
        case .tcp(let host, let port): host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
