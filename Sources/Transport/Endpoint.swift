import Glibc

/// Where to listen or to connect: `127.0.0.1:10024`, `[::1]:10024`, `mx.example.org:10025` or `unix:/path`.
public enum Endpoint: Hashable, Sendable {
    /// An IPv4 address, an IPv6 address without its brackets, or a host's name.
    case tcp(host: String, port: Int)
    /// An absolute path.
    case unix(path: String)

    /// The longest path a UNIX socket can have: `sun_path` less its NUL.
    public static let maximumPathLength = 107

    /// Reads the written form; nil if it is none. Port 0 is "any free port", for listening.
    public init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard Self.isSocketPath(path) else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), port <= 65_535
        else { return nil }
        let host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = String(host.dropFirst().dropLast())
            var parsed = in6_addr()
            guard !address.utf8.contains(0), inet_pton(AF_INET6, address, &parsed) == 1 else { return nil }
            self = .tcp(host: address, port: port)
            return
        }
        guard Hostname.isValid(host) else { return nil }
        // What ends in a number is an address, never a name (RFC 1123 §2.1).
        if let last = host.split(separator: ".").last, last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            var parsed = in_addr()
            guard inet_pton(AF_INET, host, &parsed) == 1 else { return nil }
        }
        self = .tcp(host: host, port: port)
    }

    /// Whether a UNIX socket can have this path.
    public static func isSocketPath(_ path: String) -> Bool {
        path.utf8.first == UInt8(ascii: "/") && path.utf8.count <= maximumPathLength
            && !path.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }
}

extension Endpoint: CustomStringConvertible {
    /// The written form, which ``init(_:)`` reads back.
    public var description: String {
        switch self {
        case .tcp(let host, let port): host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:" + path
        }
    }

    /// The form of Postfix' and amavis' logs, brackets around any host: `[127.0.0.1]:10025`.
    public var bracketed: String {
        switch self {
        case .tcp(let host, let port): "[\(host)]:\(port)"
        case .unix(let path): "unix:" + path
        }
    }
}
