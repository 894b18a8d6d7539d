import Glibc
import NIOCore

/// An address cannot be listened on.
public struct ListenerError: Error, Sendable, CustomStringConvertible {
    /// The address.
    public let address: Endpoint
    /// What the system said.
    public let cause: String
    /// What to do about it.
    public let remedy: String

    init(_ address: Endpoint, _ error: any Error) {
        self.address = address
        let number = (error as? IOError)?.errnoCode ?? 0
        cause = number == 0 ? String(describing: error) : String(cString: strerror(number))
        remedy =
            switch number {
            case EADDRINUSE: "stop the program that listens there (ss -ltnp shows it) or choose another address"
            case EADDRNOTAVAIL: "choose an address that this host has (ip address shows them)"
            case EACCES, EPERM:
                "choose a port above 1023, or a folder that the user of this process may write to"
            case ENOENT, ENOTDIR: "make the folder of the socket"
            default: "choose another address"
            }
    }

    /// `cannot listen on [127.0.0.1]:10024: Address already in use; stop …`.
    public var description: String { "cannot listen on \(address): \(cause); \(remedy)" }
}
