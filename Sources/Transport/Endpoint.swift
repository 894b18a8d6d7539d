/// Where to listen or to connect: a TCP address and port, or a UNIX socket.
///
/// As text: `127.0.0.1:10024`, `[::1]:10024`, `mx.example.org:25`, `unix:/run/tamis/lmtp.sock`. Square brackets
/// are allowed around any host, as Postfix writes it.
public enum Endpoint: Hashable, Sendable {
    /// An address or host name without brackets, and a port.
    case tcp(host: String, port: Int)
    /// The path of a UNIX stream socket.
    case unix(path: String)

    /// A text that names no endpoint.
    public struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        /// What was given.
        public let text: String
        /// What it should look like.
        public var description: String {
            "'\(text)' is no address: write 127.0.0.1:10024, [::1]:10024 or unix:/path"
        }
    }

    /// Reads an endpoint.
    ///
    /// - Throws: ``Malformed`` if there is no host, no port from 0 to 65535, or no absolute path.
    public init(_ text: String) throws(Malformed) {
        if text.hasPrefix("unix:") {
            let path = text.dropFirst(5)
            guard path.hasPrefix("/") else { throw Malformed(text: text) }
            self = .unix(path: String(path))
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw Malformed(text: text)
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw Malformed(text: text)
        }
        if host.lowercased().hasPrefix("ipv6:") { host = host.dropFirst(5) }
        guard !host.isEmpty, !host.contains(where: { $0 == "[" || $0 == "]" || $0 == " " }) else {
            throw Malformed(text: text)
        }
        self = .tcp(host: String(host), port: Int(port))
    }
}

extension Endpoint: CustomStringConvertible {
    /// `[127.0.0.1]:10025`, as amavis and Postfix write it, or `unix:/path`.
    public var description: String {
        switch self {
        case .tcp(let host, let port): "[\(host)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
